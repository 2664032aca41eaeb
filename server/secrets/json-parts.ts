// Reading JSON that somebody else wrote: any member may be missing, or be something else.
import { refuse } from './candidate.ts'

export type Json = Record<string, unknown>

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The members of a list that are objects; everything else in it is passed over. */
export function objectsIn(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

/** @throws {AppError} secret.export_damaged */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw refuse('secret.export_damaged')
  }
}
