// What alerts are about, apart from their routes: the console names them without loading the schemas.
export const alertKinds = ['connection', 'dashboard', 'screen', 'runner'] as const
