// Lo que dice la app del teléfono además de la consola, y lo que dice la cámara, en español.
import type { enMobile } from './en-mobile.ts'

export const esMobile: Record<keyof typeof enMobile, string> = {
  'app.noWorker.title': 'La app no funciona en este navegador',
  'app.noWorker.lead':
    'Necesita service workers. Los navegadores solo los tienen para direcciones con https://, y algunos no en ventanas privadas. La consola funciona sin ellos.',
  'app.noWorker.web': 'Abrir la consola',
  'app.failed.title': 'La app no ha arrancado',
  'app.failed.lead': 'No han llegado todos sus archivos. Inténtalo otra vez, con mejor conexión si puedes.',

  'app.offline.title': 'No se puede llegar a Countersign',
  'app.offline.lead': 'En este teléfono no se guarda nada secreto. Por eso sin el servidor hay poco que ver:',
  'app.offline.app': 'Los códigos de tu app de autenticación siguen funcionando: no necesitan red.',
  'app.offline.codes': 'Los códigos de las conexiones los hace el servidor. No hay ninguno hasta que vuelva.',
  'app.offline.approvals':
    'Por los inicios de sesión que esperan tu sí se preguntará otra vez cuando vuelva.',
  'app.offline.waiting': 'Seguirá por sí sola cuando vuelva la conexión.',

  'app.lock.title': 'Countersign está bloqueado',
  'app.lock.lead_one': 'Nadie la ha tocado desde hace {{count}} minuto. Muestra a este teléfono que eres tú.',
  'app.lock.lead_other':
    'Nadie la ha tocado desde hace {{count}} minutos. Muestra a este teléfono que eres tú.',
  'app.lock.open': 'Desbloquear',
  'app.lock.signOut': 'Cerrar sesión',
  'app.lockCard.title': 'Bloqueo',
  'app.lockCard.lead':
    'Para un teléfono en otras manos: lo que había en la página desaparece y no llega nada nuevo.',
  'app.lockCard.after': 'Cuando nadie ha tocado la app durante',
  'app.lockCard.minutes_one': '{{count}} minuto',
  'app.lockCard.minutes_other': '{{count}} minutos',
  'app.lockCard.byPasskey': 'Entonces se bloquea. La abre tu llave de acceso, con tu dedo, cara o PIN.',
  'app.lockCard.signsOut':
    'Entonces se cierra tu sesión. Con una llave de acceso de este teléfono se bloquea en su lugar, y se abre con tu dedo, cara o PIN.',
  'app.lockCard.usePasskey': 'Desbloquear con una llave de acceso',
  'app.lockCard.elsewhere':
    'Esa llave de acceso está en otro dispositivo. Añade primero una de este teléfono.',

  'app.onPhone.title': 'Countersign en tu teléfono',
  'app.onPhone.lead':
    'Abre o escanea esta dirección con tu teléfono, inicia sesión allí y añádela a la pantalla de inicio.',
  'app.onPhone.qr': 'Código QR de la dirección de al lado, para la cámara de tu teléfono',
  'app.bar': 'Lo más usado',
  'app.bar.approve': 'Aprobar',
  'guide.app-on-your-phone': 'La app en tu teléfono',

  'camera.scan': 'Escanear un código QR',
  'camera.lead': 'Pon el código QR delante de la cámara.',
  'camera.starting': 'La cámara está arrancando.',
  'camera.picture': 'Lo que ve la cámara',
  'camera.refused':
    'No se ha permitido la cámara. Permítela para esta dirección en los ajustes del navegador e inténtalo otra vez.',
  'camera.none': 'Este dispositivo no tiene cámara.',
  'camera.busy': 'No se puede usar la cámara. Quizá la tenga otro programa.',
  'camera.wrong.secret': 'Este código QR no es de un autenticador. Debería empezar por otpauth.',
  'camera.wrong.screen': 'Este código QR no es de una pantalla de este Countersign.',
}
