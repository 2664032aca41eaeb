// The part of `countersign --help` that names every setting with its meaning, default and unit.
import { flagOf, settingRows, type SettingRow } from './settings-table.ts'

export function describeSettings(): string {
  return [
    'Settings, as a flag or as a variable in the environment; a flag wins. Secrets are better kept in variables,',
    'because every user of the machine can see the flags of a running program.',
    '',
    ...settingRows.map(describe),
  ].join('\n')
}

function describe(row: SettingRow): string {
  const unit = row.unit === undefined ? '' : ` <${row.unit}>`
  const fallback = row.fallback ?? row.fallbackInWords
  return [
    `  ${flagOf(row)}${unit}`,
    `      ${row.variable}`,
    `      ${row.meaning} Default: ${fallback}${defaultUnit(row)}`,
    '',
  ].join('\n')
}

// "64 hashes", "5 minutes": where the default is a bare number, it carries its unit.
function defaultUnit(row: SettingRow): string {
  return row.unit !== undefined && /^\d+$/.test(row.fallback ?? '') ? ` ${row.unit}` : ''
}
