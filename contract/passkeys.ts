// Passkeys in the profile: registered by choice, several to an account; listed, renamed and removed as every authenticator.
import { z } from 'zod'
import { defineRoutes } from './route.ts'
import { authenticator, authenticatorName, recoveryCodes, ticket } from './second-factor.ts'
import { creationOptions, newPasskey, requestOptions } from './webauthn.ts'

export const passkeyRoutes = defineRoutes({
  'POST /api/v1/me/authenticators/passkey': {
    summary: 'Begin to add a passkey',
    description:
      'Answers what `navigator.credentials.create()` takes, and changes nothing. With an authenticator already there, ' +
      'a second factor proven within the last ten minutes is needed.',
    access: 'session',
    body: z.object({ ticket: ticket.optional() }),
    answers: { 200: creationOptions },
    errors: [
      'passkey.unavailable',
      'second_factor.fresh_code_required',
      'second_factor.ticket_required',
      'second_factor.ticket_wrong',
      'second_factor.too_many_attempts',
    ],
  },
  'POST /api/v1/me/authenticators/passkey/confirm': {
    summary: 'Add the passkey that was made',
    description: 'The first authenticator of an account brings recovery codes and ends its other sessions.',
    access: 'session',
    body: z.object({ passkey: newPasskey, name: authenticatorName.optional() }),
    answers: {
      200: z.object({ authenticator, recoveryCodes: recoveryCodes.optional() }).meta({ id: 'AddedPasskey' }),
    },
    errors: [
      'passkey.unavailable',
      'passkey.refused',
      'second_factor.fresh_code_required',
      'second_factor.ticket_required',
    ],
  },
  'POST /api/v1/me/step-up/passkey': {
    summary: 'Begin to prove with a passkey that it is you',
    description: 'Answers what `navigator.credentials.get()` takes; what that answers goes to the step-up.',
    access: 'session',
    body: z.object({}),
    answers: { 200: requestOptions },
    errors: ['passkey.unavailable', 'passkey.none'],
  },
})
