// Organizations in the database.
import type { Database } from '../database/database.ts'

export async function renameOrganization(
  database: Database,
  id: string,
  name: string,
): Promise<{ id: string; name: string } | undefined> {
  return database.query
    .updateTable('organizations')
    .set({ name })
    .where('id', '=', id)
    .returning(['id', 'name'])
    .executeTakeFirst()
}
