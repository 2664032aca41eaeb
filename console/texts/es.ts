// The catalogue in Spanish.
import type { EntryTexts } from './catalogue.ts'

export const es: EntryTexts = {
  'action.cancel': 'Cancelar',
  'action.close': 'Cerrar',
  'action.continue': 'Continuar',
  'action.copied': 'Copiado',
  'action.copy': 'Copiar',
  'action.copyFailed': 'No copiado',
  'action.done': 'Listo',
  'action.download': 'Descargar',
  'action.print': 'Imprimir',
  'action.save': 'Guardar',
  'action.toSignIn': 'Ir al inicio de sesión',
  'action.tryAgain': 'Intentar de nuevo',
  loading: 'Cargando',

  'duration.seconds_one': '{{count}} segundo',
  'duration.seconds_other': '{{count}} segundos',
  'duration.minutes_one': '{{count}} minuto',
  'duration.minutes_other': '{{count}} minutos',
  'duration.hours_one': '{{count}} hora',
  'duration.hours_other': '{{count}} horas',

  'field.email': 'Correo electrónico',
  'field.email.wrong': 'Escribe una dirección de correo, como nombre@example.com.',
  'field.name': 'Nombre',
  'field.name.missing': 'Escribe un nombre.',
  'field.password': 'Contraseña',
  'field.password.missing': 'Escribe la contraseña.',
  'field.password.show': 'Mostrar la contraseña',

  'preferences.title': 'Preferencias',
  'preferences.lead': 'Valen para este navegador.',
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
  'signIn.notYou': '¿No eres tú?',
  'signIn.sessionEnded': 'Tu sesión ha terminado. Inicia sesión de nuevo y volverás adonde estabas.',
  'signIn.signedOut': 'Has cerrado la sesión.',
  'signIn.toGoOn': 'Inicia sesión para abrir esta página.',
  'signIn.code.title': 'Escribe tu código',
  'signIn.code.lead':
    'Abre tu aplicación de autenticación y escribe los seis dígitos que muestra para Countersign.',
  'signIn.use.recovery_code': 'Usar un código de recuperación',
  'signIn.use.totp': 'Usar la aplicación de autenticación',
  'signIn.trust_one': 'Confiar en este navegador durante {{count}} día',
  'signIn.trust_other': 'Confiar en este navegador durante {{count}} días',
  'signIn.use.bypass_code': 'Usar el código provisional que te dio tu administrador',
  'signIn.recovery.title': 'Usa un código de recuperación',
  'signIn.recovery.lead':
    'Uno de los diez códigos que guardaste al configurar la verificación en dos pasos. Cada uno sirve una vez.',
  'signIn.recovery.label': 'Código de recuperación',
  'signIn.recovery.description': 'Los guiones, los espacios y las mayúsculas no importan.',
  'signIn.recovery.missing': 'Escribe uno de tus códigos de recuperación.',
  'signIn.bypass.title': 'Usar un código provisional',
  'signIn.bypass.lead':
    'Te lo da tu administrador o el servicio de ayuda cuando no puedes usar tu aplicación. Sirve una vez, durante unos minutos.',
  'signIn.bypass.label': 'Código provisional',
  'signIn.bypass.description': 'No importan los guiones, los espacios ni las mayúsculas.',
  'signIn.bypass.missing': 'Escribe el código provisional.',
  'signIn.ticket.title': 'Introduce tu vale',
  'signIn.ticket.lead':
    'Tu organización exige la verificación en dos pasos y, antes de configurarla, un vale de tu administrador.',
  'signIn.ticket.label': 'Vale',
  'signIn.ticket.description': 'No importan los guiones, los espacios ni las mayúsculas.',
  'signIn.ticket.missing': 'Escribe el vale.',
  'enrolReminder.title': 'Configura la verificación en dos pasos',
  'enrolReminder.lead': 'Tu organización la exige a partir del {{day}}. Son dos minutos y tu teléfono.',
  'enrolReminder.now': 'Configurarla ahora',
  'enrolReminder.later': 'Más tarde',

  'code.label': 'Código de seis dígitos',
  'code.tooShort': 'Escribe los seis dígitos.',

  'enrolment.title': 'Configura la verificación en dos pasos',
  'enrolment.required':
    'Tu organización pide un segundo paso al iniciar sesión: un código de una aplicación en tu teléfono. Se tarda un minuto.',
  'enrolment.scan.title': 'Escanea este código con tu aplicación de autenticación',
  'enrolment.scan.description':
    'Google Authenticator, Microsoft Authenticator, 2FAS, Aegis, 1Password: sirve cualquier aplicación de códigos de un solo uso.',
  'enrolment.qr.alt': 'Código QR para tu aplicación de autenticación. La clave de al lado dice lo mismo.',
  'enrolment.openHere': 'Abrir en este dispositivo',
  'enrolment.key': '¿Sin cámara? Escribe esta clave',
  'enrolment.key.label': 'Clave',
  'enrolment.key.copy': 'Copiar la clave',
  'enrolment.settings': 'Si la aplicación lo pregunta',
  'enrolment.settingsText': 'Basado en tiempo, {{algorithm}}, {{digits}} dígitos, cada {{seconds}} segundos',
  'enrolment.account': 'En la aplicación aparece como',
  'enrolment.confirm.title': 'Escribe el código',
  'enrolment.confirm.description':
    'Los seis dígitos que la aplicación muestra ahora demuestran que funciona.',
  'enrolment.confirm.submit': 'Confirmar',
  'enrolment.renewed':
    'El código QR anterior ya no era válido. Borra esa entrada en tu aplicación y escanea este nuevo.',

  'recoveryCodes.title': 'Guarda tus códigos de recuperación',
  'recoveryCodes.lead':
    'Si pierdes el teléfono, uno de ellos te deja entrar. Cada uno sirve una vez y solo se muestran ahora.',
  'recoveryCodes.listLabel': 'Códigos de recuperación',
  'recoveryCodes.saved': 'Los he guardado',
  'recoveryCodes.fileName': 'countersign-codigos-de-recuperacion.txt',
  'recoveryCodes.fileTitle': 'Códigos de recuperación de Countersign de {{account}}',
  'recoveryCodes.fileHint':
    'Cada código sirve una vez. Guárdalos lejos del teléfono con la aplicación de autenticación.',

  'reset.forgot': '¿Olvidaste la contraseña?',
  'signUp.link': 'Crear una organización',
  'guides.newWindow': 'en una ventana nueva',
  'guide.sign-in': 'Cómo iniciar sesión',
  'guide.lost-phone': 'Si se pierde un teléfono',

  'failure.unreachable': 'No se puede contactar con el servidor. Comprueba tu conexión e inténtalo de nuevo.',
  'failure.unexpected': 'Algo ha fallado en esta página. Vuelve a cargarla e inténtalo de nuevo.',
  'failure.tryAgainIn': 'Inténtalo de nuevo en {{duration}}.',
  'failure.tryAgainNow': 'Ya puedes intentarlo de nuevo.',
  'failure.tryAgainLater': 'Espera un poco e inténtalo de nuevo.',
  'failure.clockBehind':
    'El reloj de tu teléfono va {{duration}} atrasado. Ponlo en hora automática y escribe el próximo código.',
  'failure.clockAhead':
    'El reloj de tu teléfono va {{duration}} adelantado. Ponlo en hora automática y escribe el próximo código.',

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
  'error.second_factor.ticket_required':
    'Tu organización pide un vale para configurarla. Te lo da tu administrador.',
  'error.second_factor.ticket_wrong': 'Ese vale no es correcto o ha caducado. Pide otro a tu administrador.',
  'error.bypass_code.wrong': 'Ese código provisional no es correcto, ya se usó o ha caducado.',
  'error.second_factor.code_wrong': 'Ese código no es correcto. Escribe el que tu aplicación muestra ahora.',
  'error.second_factor.code_used': 'Ese código ya se usó. Espera al siguiente en tu aplicación.',
  'error.second_factor.code_expired': 'Ese código ha caducado. Escribe el que tu aplicación muestra ahora.',
  'error.second_factor.clock_off':
    'El reloj de tu teléfono no está en hora. Ponlo en hora automática y escribe el próximo código.',
  'error.second_factor.too_many_attempts': 'Demasiados códigos incorrectos.',
  'error.second_factor.switched_off':
    'Por demasiados códigos incorrectos, este autenticador está bloqueado. Usa un código de recuperación o pregunta a un admin.',
  'error.second_factor.already_enrolled':
    'La verificación en dos pasos ya está activada para esta cuenta. Inicia sesión de nuevo.',
  'error.second_factor.enrolment_over':
    'Este código QR ya no es válido. Empieza de nuevo para recibir uno nuevo.',
  'error.recovery_code.wrong': 'Ese código de recuperación no es correcto o ya se usó.',
  'error.password.wrong': 'Esa no es tu contraseña actual.',
  'error.password.too_short': 'Usa al menos 8 caracteres; 15 o más es mejor.',
  'error.password.too_long': 'Usa como máximo 256 caracteres.',
  'error.password.common':
    'Esta contraseña está en listas de contraseñas conocidas. Elige una que nadie más use.',
  'error.password.is_context_word':
    'Esta contraseña es el nombre de una persona, una dirección o una organización. Elige otra.',
  'error.invitation.invalid': 'Esta invitación ha caducado o ya se usó. Pide a tu admin un enlace nuevo.',
}
