// What is said where a person signs in at a service by hand, in Spanish.
import type { enTakeOver } from './en-take-over.ts'

export const esTakeOver: Record<keyof typeof enTakeOver, string> = {
  'takeOver.begin': 'Seguir a mano',
  'takeOver.back': 'Volver a la página',
  'takeOver.byYou': 'Estás iniciando sesión allí a mano.',
  'takeOver.byAnother':
    'Otro administrador está iniciando sesión allí a mano. Espera a que devuelva la página.',
  'takeOver.toConnection': 'Volver a la conexión',
  'takeOver.title': 'Iniciar sesión a mano',
  'takeOver.lead':
    'Ves el navegador del runner y lo manejas. Cuando el servicio te deje entrar, se conserva la sesión. Que lo haces queda en el registro de auditoría; lo que escribes no se guarda en ninguna parte.',
  'takeOver.waiting': 'Esperando a un runner …',
  'takeOver.machineFirst':
    'El runner llega por sí solo hasta donde puede. La página es tuya en cuanto no sepa seguir.',
  'takeOver.runnerGone':
    'El runner ya no está. Otro empieza de nuevo en cuanto lo haya; lo que escribiste no se vuelve a escribir.',
  'takeOver.live': 'La página del servicio, en vivo',
  'takeOver.into': 'Lo que escribes va a',
  'takeOver.intoOpen': '¡Sin cifrar! Lo que escribes va a',
  'takeOver.noSite': 'ningún sitio todavía',
  'takeOver.timeLeft': 'quedan {{time}}',
  'takeOver.lastMinute': 'Queda un minuto; después se devuelve la página.',
  'takeOver.isSignedIn': 'He iniciado sesión',
  'takeOver.giveBack': 'Devolver',
  'takeOver.page': 'La página de {{host}}: lo que escribes aquí se escribe allí',
  'takeOver.hint':
    'Pulsa en la imagen y escribe; también puedes pegar y desplazarte. Con el teclado: Tab lleva dentro, y Escape y luego Tab, fuera. Termina por sí solo cuando el servicio te ha dejado entrar.',
  'takeOver.keys': 'Teclas',
  'takeOver.larger': 'Más grande',
  'takeOver.smaller': 'Más pequeño',
  'takeOver.ending': 'La página se ha devuelto o su tiempo terminó. Un momento …',
  'takeOver.signedIn': 'Sesión iniciada y conservada: el próximo inicio de sesión no escribe nada.',
  'takeOver.timeOver': 'Los diez minutos terminaron. La página se devolvió y no hay sesión iniciada.',
  'takeOver.givenBack': 'La página se devolvió y no hay sesión iniciada.',
}
