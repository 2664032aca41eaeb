// Which licences a dependency may have: those that let anybody use, change and pass on the product. Source: SPDX names.

const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'OFL-1.1', // fonts
  'Python-2.0',
  'Unlicense',
])

/** Of an SPDX expression with OR one side is enough, with AND both are needed. Anything else is refused. */
export function isAllowedLicence(expression: string): boolean {
  const text = expression.trim().replace(/^\(([^()]*)\)$/, '$1')
  if (text.includes('(')) return false
  return text.split(' OR ').some((side) => side.split(' AND ').every((name) => allowed.has(name.trim())))
}
