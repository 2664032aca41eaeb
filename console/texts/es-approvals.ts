// What the phone and its owner say of sign-ins that are approved there, in Spanish.
import type { enApprovals } from './en-approvals.ts'

export const esApprovals: Record<keyof typeof enApprovals, string> = {
  'approvals.title': 'Aprobar inicios de sesión',
  'approvals.lead': 'Un inicio de sesión en otro lugar que eligió este método espera aquí tu respuesta.',
  'approvals.open': 'Mostrar lo que espera',
  'approvals.lost': 'Se perdió la conexión y esta página puede no estar al día. Vuelve sola.',
  'approvals.nothing': 'Nada espera tu respuesta',
  'approvals.nothingLead':
    'Elige «Aprobar en tu teléfono» donde inicies sesión y aparecerá aquí. Nadie puede preguntar sin tu contraseña.',
  'approvals.question': '¿Estás iniciando sesión?',
  'approvals.caution':
    'Aprueba solo lo que haces tú en este momento. Nadie de tu organización te lo pedirá nunca.',
  'approvals.who': 'Cuenta',
  'approvals.with': 'Con',
  'approvals.from': 'Desde',
  'approvals.when': 'Preguntado',
  'approvals.left': 'Tiempo restante',
  'approvals.number': 'Las dos cifras que muestra el inicio de sesión',
  'approvals.number.missing': 'Escribe las dos cifras.',
  'approvals.yes': 'Aprobar',
  'approvals.no': 'No fui yo',
  'approvals.no.title': '¿No fuiste tú?',
  'approvals.no.text':
    'El inicio de sesión termina y se avisa a tus administradores. Entonces alguien sabe tu contraseña: cámbiala después.',
  'approvals.no.confirm': 'Terminar el inicio de sesión',
  'approvals.approved': 'Aprobado. Sigue donde empezó.',
  'approvals.denied':
    'El inicio de sesión terminó y tus administradores lo saben. Si alguien sabe tu contraseña, cámbiala:',
  'approvals.toProfile': 'A tu perfil',
  'approvals.noKey': 'Este teléfono no está registrado y solo puede decir que no. Regístralo en tu perfil.',
  'approvals.onlyPhone':
    'Solo la aplicación de un teléfono registrado puede aprobar. Aquí puedes decir que no.',
  'approvals.banner': 'Un inicio de sesión espera tu respuesta',
  'approvals.noKeys':
    'Este navegador no guarda claves: es una ventana privada, es demasiado antiguo o la dirección no tiene HTTPS.',
  'approvals.phone.title': 'Aprobar inicios de sesión en tu teléfono',
  'approvals.phone.registered': 'Registrado',
  'approvals.phone.offer':
    'En vez de escribir un código en otro lugar, miras aquí y escribes dos cifras. Tu aplicación o tu llave de acceso siguen al lado.',
  'approvals.phone.register': 'Aprobar inicios de sesión en este teléfono',
  'approvals.phone.registerText':
    'Este teléfono crea una clave que nunca sale de él y conserva la sesión por más tiempo. Bloquea su pantalla: quien lo tenga abierto puede responder por ti.',
  'approvals.phone.registerConfirm': 'Registrar este teléfono',
  'approvals.phone.name.description': 'Para distinguirlo de otros en tu lista.',
  'approvals.phone.added': 'Este teléfono ya aprueba inicios de sesión.',
  'approvals.phone.kept': 'Sesión abierta hasta {{moment}}, si se abre de vez en cuando.',
  'approvals.phone.notKept':
    'Sesión abierta hasta {{moment}} como máximo; después no puede responder hasta que inicies sesión aquí de nuevo.',
  'approvals.phone.signsOut_one':
    'Sin una llave de acceso de este teléfono se cierra la sesión tras {{count}} minuto sin tocarlo, y entonces el teléfono no puede responder. Añade una arriba y se bloqueará en su lugar.',
  'approvals.phone.signsOut_other':
    'Sin una llave de acceso de este teléfono se cierra la sesión tras {{count}} minutos sin tocarlo, y entonces el teléfono no puede responder. Añade una arriba y se bloqueará en su lugar.',
  'approvals.phone.keep': 'Conservar la sesión en este teléfono',
  'approvals.phone.where':
    'Abre la aplicación en tu teléfono, en la dirección de «{{card}}» más abajo, y regístralo allí en tu perfil. Después apruebas en él inicios de sesión con dos cifras.',
  'approvals.push.off': 'Ves un inicio de sesión aquí mientras la aplicación está abierta.',
  'approvals.push.on': 'Se te avisa de un inicio de sesión también con la aplicación cerrada.',
  'approvals.push.turnOn': 'Avisarme también con la aplicación cerrada',
  'approvals.push.turnOff': 'No avisarme más',
  'approvals.push.blocked':
    'Las notificaciones no están permitidas para esta aplicación. Permítelas en los ajustes de tu teléfono.',
  'approvals.push.unavailable':
    'Este navegador no avisa con la aplicación cerrada. En un iPhone, añade primero la aplicación a la pantalla de inicio.',
  'approvals.push.failed':
    'Las notificaciones de este navegador no respondieron. Inténtalo más tarde; en la aplicación abierta ves cada inicio de sesión.',
}
