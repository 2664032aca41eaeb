// What no machine passes, so that taking over comes first.
import { causes, type CauseCode } from '../../contract/causes.ts'

export const isForPerson = (cause: CauseCode | undefined): boolean =>
  cause !== undefined && causes[cause].retry === 'person'
