// What is said from the second factor on, in Spanish.
import type { SecondFactorTexts } from './catalogue.ts'

export const esSecondFactor: SecondFactorTexts = {
  'action.continue': 'Continuar',
  'action.copied': 'Copiado',
  'action.copy': 'Copiar',
  'action.copyFailed': 'No copiado',
  'action.download': 'Descargar',
  'action.print': 'Imprimir',
  loading: 'Cargando',

  'signIn.notYou': '¿No eres tú?',
  'signIn.code.title': 'Escribe tu código',
  'signIn.code.lead':
    'Abre tu aplicación de autenticación y escribe los seis dígitos que muestra para Countersign.',
  'signIn.passkey.title': 'Usa tu llave de acceso',
  'signIn.passkey.lead': 'Tu dispositivo te pide el dedo, la cara o el PIN, o tu llave de seguridad.',
  'signIn.passkey.submit': 'Usar llave de acceso',
  'signIn.use.passkey': 'Usar una llave de acceso',
  'signIn.use.approval': 'Aprobar en tu teléfono',
  'signIn.approval.title': 'Aprueba en tu teléfono',
  'signIn.approval.lead':
    'Abre Countersign en tu teléfono. Allí aparece este inicio de sesión: escribe estas dos cifras.',
  'signIn.approval.number': 'Las dos cifras que hay que escribir en el teléfono',
  'signIn.approval.left': 'Se pregunta a tu teléfono durante {{left}} más',
  'signIn.approval.lastLook': 'Se acabó el tiempo. Se mira una vez más si hubo respuesta.',
  'signIn.approval.broken':
    'El servidor no responde en este momento. Sigue por sí solo, y las dos cifras siguen siendo válidas.',
  'signIn.approval.again': 'Preguntar otra vez al teléfono',
  'signIn.approval.startAgain': 'Empezar de nuevo',
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

  'enrolment.passkey':
    'Una llave de acceso la guarda este dispositivo, tu gestor de contraseñas o una llave de seguridad. Confirmas con el dedo, la cara o el PIN, y no escribes nada.',
  'enrolment.passkey.submit': 'Crear llave de acceso',
  'recoveryCodes.title': 'Guarda tus códigos de recuperación',
  'recoveryCodes.lead':
    'Si pierdes el teléfono, uno de ellos te deja entrar. Cada uno sirve una vez y solo se muestran ahora.',
  'recoveryCodes.listLabel': 'Códigos de recuperación',
  'recoveryCodes.saved': 'Los he guardado',
  'recoveryCodes.fileName': 'countersign-codigos-de-recuperacion.txt',
  'recoveryCodes.fileTitle': 'Códigos de recuperación de Countersign de {{account}}',
  'recoveryCodes.fileHint':
    'Cada código sirve una vez. Guárdalos lejos del teléfono con la aplicación de autenticación.',

  'passkey.notUsed':
    'No se usó ninguna llave de acceso: se canceló, se acabó el tiempo o este dispositivo no tiene ninguna tuya. Inténtalo otra vez o de otra manera.',
  'passkey.notMade':
    'No se creó ninguna llave de acceso: se canceló o se acabó el tiempo. Inténtalo otra vez o de otra manera.',
  'passkey.alreadyHere':
    'Aquí ya hay una llave de acceso tuya, y sirve. Para otra más, elige otro dispositivo u otra llave.',
  'passkey.address':
    'Las llaves de acceso solo sirven en la dirección propia del servidor, con nombre y por HTTPS. Ábrelo allí o usa otra manera.',
  'passkey.browser': 'Este navegador no conoce las llaves de acceso. Usa otro navegador u otra manera.',
  'passkey.failed':
    'El navegador no pudo terminar esto con una llave de acceso. Inténtalo otra vez o de otra manera.',
  'passkeyWindow.title': 'Tu llave de acceso, para la extensión',
  'passkeyWindow.lead':
    'Tu navegador te pide la llave de acceso, para la extensión de Countersign. Esta ventana se cierra sola.',
  'passkeyWindow.notYou': '¿No lo elegiste en la extensión? Cancélalo y cierra esta ventana.',
  'guide.lost-phone': 'Si se pierde un teléfono',

  'guide.passkeys': 'Cómo funcionan las llaves de acceso',
  'guide.approve-on-the-phone': 'Aprobar inicios de sesión en el teléfono',
  'failure.clockBehind':
    'El reloj de tu teléfono va {{duration}} atrasado. Ponlo en hora automática y escribe el próximo código.',
  'failure.clockAhead':
    'El reloj de tu teléfono va {{duration}} adelantado. Ponlo en hora automática y escribe el próximo código.',

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
  'error.approval.none': 'Ningún teléfono de esta cuenta puede responder ahora. Usa otro método.',
  'error.approval.another_waits':
    'Tu teléfono ya pregunta por otro inicio de sesión. Respóndelo primero o usa otro método.',
  'error.approval.too_many':
    'Se preguntó muchas veces a tu teléfono sin un sí, y se le deja en paz por un rato. Usa otro método.',
  'error.approval.refused':
    'Este inicio de sesión se terminó en el teléfono: alguien lo rechazó o escribió otro número. Empieza de nuevo con tu contraseña.',
  'error.approval.expired': 'Nadie respondió a tiempo en el teléfono. Pregunta otra vez o usa otro método.',
  'error.passkey.refused': 'Esta llave de acceso no se aceptó. Inténtalo otra vez o de otra manera.',
  'error.passkey.none': 'Esta cuenta no tiene ninguna llave de acceso.',
  'error.passkey.unavailable':
    'Las llaves de acceso necesitan una dirección con nombre, y a este servidor se llega por un número. Usa otra manera.',
  'error.second_factor.required_by_admin':
    'La verificación en dos pasos es obligatoria para esta cuenta. Solo un admin puede quitar esa exigencia.',
  'error.second_factor.not_enrolled': 'La verificación en dos pasos no está activada para esta cuenta.',
  'error.second_factor.fresh_code_required':
    'Esto necesita una prueba reciente de que eres tú: un código de tu aplicación o tu llave de acceso.',
}
