// The pages of connections, loaded together: each file more that a page may want is named in the entry of the console.
export { ConnectionPage } from './connection-page.tsx'
export { ConnectionsPage } from './connections-page.tsx'
export { NewConnectionPage } from './new-connection-page.tsx'
