// The catalogue in Spanish.
import type { EntryTexts } from './catalogue.ts'

export const es: EntryTexts = {
  'action.tryAgain': 'Intentar de nuevo',

  'duration.seconds_one': '{{count}} segundo',
  'duration.seconds_other': '{{count}} segundos',
  'duration.minutes_one': '{{count}} minuto',
  'duration.minutes_other': '{{count}} minutos',
  'duration.hours_one': '{{count}} hora',
  'duration.hours_other': '{{count}} horas',

  'field.email': 'Correo electrónico',
  'field.email.wrong': 'Escribe una dirección de correo, como nombre@example.com.',
  'field.password': 'Contraseña',
  'field.password.missing': 'Escribe la contraseña.',
  'field.password.show': 'Mostrar la contraseña',

  'preferences.language': 'Idioma',
  'preferences.appearance': 'Apariencia',
  'preferences.appearance.auto': 'Como el sistema',
  'preferences.appearance.light': 'Clara',
  'preferences.appearance.dark': 'Oscura',

  'shell.home': 'Countersign, inicio',

  'unknownPage.title': 'Aquí no hay nada',
  'unknownPage.lead': 'Esta dirección no lleva a ninguna parte. Quizá el enlace se cortó por el camino.',
  'unknownPage.goHome': 'Ir al inicio',
  'brokenPage.title': 'Esta página no se pudo abrir',

  'signIn.title': 'Iniciar sesión',
  'signIn.lead': 'Con la cuenta de tu organización.',
  'signIn.submit': 'Iniciar sesión',
  'signIn.passkey': 'Iniciar sesión con llave de acceso',
  'signIn.sessionEnded': 'Tu sesión ha terminado. Inicia sesión de nuevo y volverás adonde estabas.',
  'signIn.signedOut': 'Has cerrado la sesión.',
  'signIn.toGoOn': 'Inicia sesión para abrir esta página.',

  'reset.forgot': '¿Olvidaste la contraseña?',
  'signUp.link': 'Crear una organización',
  'guides.newWindow': 'en una ventana nueva',
  'guide.sign-in': 'Cómo iniciar sesión',

  'failure.unreachable': 'No se puede contactar con el servidor. Comprueba tu conexión e inténtalo de nuevo.',
  'failure.unexpected': 'Algo ha fallado en esta página. Vuelve a cargarla e inténtalo de nuevo.',
  'failure.tryAgainIn': 'Inténtalo de nuevo en {{duration}}.',
  'failure.tryAgainNow': 'Ya puedes intentarlo de nuevo.',
  'failure.tryAgainLater': 'Espera un poco e inténtalo de nuevo.',

  'error.request.invalid': 'Algo de este formulario no se ha aceptado. Revisa lo que escribiste.',
  'error.request.not_json': 'Esta página y el servidor no encajan. Vuelve a cargar la página.',
  'error.request.too_large': 'Eso es más de lo que acepta el servidor.',
  'error.request.foreign_origin':
    'El servidor se conoce por otra dirección. Abre Countersign en su propia dirección e inténtalo de nuevo.',
  'error.request.no_such_path': 'Esta página y el servidor no encajan. Vuelve a cargar la página.',
  'error.request.method_not_allowed': 'Esta página y el servidor no encajan. Vuelve a cargar la página.',
  'error.server.failed':
    'El servidor no ha podido terminar esto. Inténtalo de nuevo; si sigue igual, avisa a tu admin.',
  'error.server.busy': 'El servidor está ocupado.',
  'error.server.not_ready': 'El servidor todavía se está iniciando. Inténtalo de nuevo en un momento.',
  'error.sign_in.refused': 'El correo electrónico o la contraseña no es correcto.',
  'error.sign_in.too_many_attempts': 'Demasiados intentos.',
  'error.sign_in.challenge_over': 'Este inicio de sesión ha caducado. Empieza de nuevo con tu contraseña.',
  'error.session.required': 'Tu sesión ha terminado. Inicia sesión de nuevo.',
}
