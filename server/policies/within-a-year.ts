// Dates that somebody sets for a rule: in the future, and near enough to be meant.
import type { ErrorCode } from '../../contract/errors.ts'
import { AppError } from '../app-error.ts'

const MOST_DAYS = 366

/**
 * Reads a moment that has to lie ahead, at most a year.
 *
 * @throws {AppError} with `failure`
 */
export function momentWithinAYear<Text extends string | undefined>(
  text: Text,
  now: Date,
  failure: ErrorCode,
): Text extends string ? Date : Date | undefined {
  const moment = text === undefined ? undefined : new Date(text)
  if (moment !== undefined && (moment <= now || moment.getTime() > now.getTime() + MOST_DAYS * 86_400_000)) {
    throw new AppError(failure)
  }
  return moment as Text extends string ? Date : Date | undefined
}
