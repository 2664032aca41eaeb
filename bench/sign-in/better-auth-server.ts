// Better Auth on node:http, through the handler that it brings for Node.
import { createServer } from 'node:http'
import { betterAuth } from 'better-auth'
import { toNodeHandler } from 'better-auth/node'
import { betterAuthOptions, type BetterAuthHash } from './better-auth-options.ts'

const { DATABASE_URL = '', PORT = '', PASSWORD_HASH = 'argon2id' } = process.env
const port = Number(PORT)
const auth = betterAuth(betterAuthOptions(DATABASE_URL, port, PASSWORD_HASH as BetterAuthHash))
const handle = toNodeHandler(auth)

createServer((request, response) => void handle(request, response)).listen(port, '127.0.0.1')
