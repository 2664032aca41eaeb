// Tags are typed in a row; what is kept is each of them once.
import { expect, test } from 'vitest'
import { tagsTyped } from './tags.ts'

test.each([
  { typed: '', tags: [] },
  { typed: ' , ,', tags: [] },
  { typed: 'Floor 1, Lobby', tags: ['Floor 1', 'Lobby'] },
  { typed: 'lobby,Lobby , LOBBY', tags: ['lobby'] },
  { typed: 'x'.repeat(50), tags: ['x'.repeat(40)] },
])('“$typed”', ({ typed, tags }) => expect(tagsTyped(typed)).toEqual(tags))
