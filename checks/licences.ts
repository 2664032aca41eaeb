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

/**
 * The decoders of pictures: libvips and what it uses, unchanged, in a package of its own that is loaded as a shared
 * library and that anybody can put another one in place of, as the LGPL asks (docs/decisions/0010-pictures.md).
 */
export function isPictureLibrary(path: string, licence: string): boolean {
  if (!/^node_modules\/@img\/sharp-[\w-]+$/.test(path)) return false
  return licence.split(' AND ').every((name) => name === 'LGPL-3.0-or-later' || allowed.has(name))
}

/** Of an SPDX expression with OR one side is enough, with AND both are needed. Anything else is refused. */
export function isAllowedLicence(expression: string): boolean {
  const text = expression.trim().replace(/^\(([^()]*)\)$/, '$1')
  if (text.includes('(')) return false
  return text.split(' OR ').some((side) => side.split(' AND ').every((name) => allowed.has(name.trim())))
}
