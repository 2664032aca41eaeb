// The same pages in the languages that are promised.
import { expect, test } from 'vitest'
import { recognise } from './recognise.ts'
import type { CodeKind } from './recognised.ts'
import { button, input, nameOf, writtenPage } from './testing/written-page.ts'

interface Language {
  language: string
  name: string
  password: string
  signIn: string
  register: string
  code: string
  verify: string
  kinds: Partial<Record<CodeKind, string>>
}

const languages: Language[] = [
  {
    language: 'English',
    name: 'Email or username',
    password: 'Password',
    signIn: 'Sign in',
    register: 'Create account',
    code: 'Verification code',
    verify: 'Verify',
    kinds: {
      authenticator: 'Enter the 6-digit code from your authenticator app',
      mailed: 'We emailed you a code',
      texted: 'We sent a text message to your phone',
    },
  },
  {
    language: 'German',
    name: 'Benutzername',
    password: 'Kennwort',
    signIn: 'Anmelden',
    register: 'Registrieren',
    code: 'Bestätigungscode',
    verify: 'Bestätigen',
    kinds: {
      authenticator: 'Geben Sie den Code aus Ihrer Authentifizierungs-App ein',
      mailed: 'Wir haben Ihnen einen Code per E-Mail geschickt',
      texted: 'Wir haben Ihnen einen Code per SMS gesendet',
    },
  },
  {
    language: 'French',
    name: 'Identifiant',
    password: 'Mot de passe',
    signIn: 'Se connecter',
    register: 'Créer un compte',
    code: 'Code de vérification',
    verify: 'Vérifier',
    kinds: {
      authenticator: 'Saisissez le code de votre application d’authentification',
      mailed: 'Un code vous a été envoyé par e-mail',
      texted: 'Un code vous a été envoyé par SMS',
    },
  },
  {
    language: 'Spanish',
    name: 'Nombre de usuario',
    password: 'Contraseña',
    signIn: 'Iniciar sesión',
    register: 'Crear cuenta',
    code: 'Código de verificación',
    verify: 'Verificar',
    kinds: {
      authenticator: 'Introduce el código de tu aplicación de autenticación',
      mailed: 'Te enviamos un código a tu correo electrónico',
      texted: 'Te enviamos un mensaje de texto',
    },
  },
  {
    language: 'Portuguese',
    name: 'Nome de usuário',
    password: 'Senha',
    signIn: 'Entrar',
    register: 'Criar conta',
    code: 'Código de verificação',
    verify: 'Verificar',
    kinds: {
      authenticator: 'Digite o código do seu aplicativo autenticador',
      mailed: 'Enviamos um código para o seu e-mail',
      texted: 'Enviamos um código por SMS',
    },
  },
  {
    language: 'Italian',
    name: 'Nome utente',
    password: 'Password',
    signIn: 'Accedi',
    register: 'Registrati',
    code: 'Codice di verifica',
    verify: 'Verifica',
    kinds: {
      authenticator: "Inserisci il codice dell'app di autenticazione",
      mailed: 'Ti abbiamo inviato un codice via email',
      texted: 'Ti abbiamo inviato un SMS',
    },
  },
  {
    language: 'Dutch',
    name: 'Gebruikersnaam',
    password: 'Wachtwoord',
    signIn: 'Inloggen',
    register: 'Account aanmaken',
    code: 'Verificatiecode',
    verify: 'Verifiëren',
    kinds: {
      authenticator: 'Voer de code uit je authenticator-app in',
      mailed: 'We hebben een code per e-mail gestuurd',
      texted: 'We hebben een sms gestuurd',
    },
  },
  {
    language: 'Japanese',
    name: 'ユーザー名',
    password: 'パスワード',
    signIn: 'ログイン',
    register: '新規登録',
    code: '確認コード',
    verify: '次へ',
    kinds: {
      authenticator: '認証アプリに表示された6桁のコードを入力してください',
      mailed: 'メールアドレスに送信されたコードを入力してください',
      texted: 'SMSで送信されたコードを入力してください',
    },
  },
]

// Names and ids say nothing here, so that only the words decide.
test.each(languages)('a sign-in in $language', ({ name, password, signIn, register }) => {
  const perception = writtenPage({
    forms: [
      {
        controls: [
          input('text', { id: 'x1', label: name }),
          input('password', { id: 'x2', label: password }),
          button(register, { id: 'x3', type: 'button' }),
          button(signIn, { id: 'x4' }),
        ],
      },
    ],
  })
  const found = recognise(perception).signIn
  expect(nameOf(perception, found?.identifier)).toBe('x1')
  expect(nameOf(perception, found?.password)).toBe('x2')
  expect(nameOf(perception, found?.submit)).toBe('x4')
})

test.each(languages)('a new account in $language is no sign-in', ({ name, password, register }) => {
  const perception = writtenPage({
    forms: [
      {
        controls: [input('text', { label: name }), input('password', { label: password }), button(register)],
      },
    ],
  })
  expect(recognise(perception).signIn).toBeUndefined()
})

test.each(languages)('a code in $language, and which', ({ code, verify, kinds }) => {
  for (const [kind, text] of Object.entries(kinds)) {
    const perception = writtenPage({
      text,
      forms: [
        {
          text,
          controls: [input('text', { id: 'x1', label: code, maxLength: 6 }), button(verify, { id: 'x2' })],
        },
      ],
    })
    const found = recognise(perception).signIn
    expect(
      found?.code?.map((ref) => nameOf(perception, ref)),
      text,
    ).toEqual(['x1'])
    expect(found?.codeKind, text).toBe(kind)
    expect(nameOf(perception, found?.submit), text).toBe('x2')
  }
})
