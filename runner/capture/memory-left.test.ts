// How much memory is left: the least of what the machine and each group above has.
import { expect, test } from 'vitest'
import { memoryLeft } from './memory-left.ts'

const machine = { '/proc/meminfo': 'MemTotal: 8000000 kB\nMemAvailable:    4096000 kB\n' }
const left = (files: Record<string, string>) => memoryLeft((path) => files[path])

test('of a machine alone', () => {
  expect(left(machine)).toBe(4000)
})

test('of a group with a limit, where files that were read count as room', () => {
  const files = {
    ...machine,
    '/proc/self/cgroup': '0::/system.slice/countersign.service\n',
    '/sys/fs/cgroup/system.slice/countersign.service/memory.max': 'max\n',
    '/sys/fs/cgroup/system.slice/countersign.service/memory.current': '1\n',
    '/sys/fs/cgroup/system.slice/memory.max': `${1024 * 1024 * 1024}\n`,
    '/sys/fs/cgroup/system.slice/memory.current': `${900 * 1024 * 1024}\n`,
    '/sys/fs/cgroup/system.slice/memory.stat': `anon 5\ninactive_file ${100 * 1024 * 1024}\n`,
  }
  expect(left(files)).toBe(224)
})

test('of a container, which sees its own group as the root, old and new', () => {
  const now = { '/sys/fs/cgroup/memory.max': `${2 ** 29}\n`, '/sys/fs/cgroup/memory.current': `${2 ** 28}\n` }
  expect(left({ ...machine, '/proc/self/cgroup': '0::/\n', ...now })).toBe(256)
  const old = {
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': `${2 ** 29}\n`,
    '/sys/fs/cgroup/memory/memory.usage_in_bytes': `${2 ** 28}\n`,
  }
  expect(left({ ...machine, ...old })).toBe(256)
})

test('where the system does not say, there is room', () => {
  expect(left({})).toBe(Infinity)
})
