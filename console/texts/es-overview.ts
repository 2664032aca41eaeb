// Lo que dice la página de un vistazo, en español.
import type { enOverview } from './en-overview.ts'

export const esOverview: Record<keyof typeof enOverview, string> = {
  'overview.title': 'Resumen',
  'overview.lead': 'El muro de un vistazo. Se actualiza solo.',
  'overview.counts': 'Cuántos hay en cada estado',
  'overview.nothing': 'Ninguno todavía',
  'overview.runners': 'Runners',
  'overview.runners.here': 'en marcha',
  'overview.runners.gone': 'sin noticias',
  'overview.toScreens': 'A las pantallas',
  'overview.dashboards_one': '{{count}} panel',
  'overview.dashboards_other': '{{count}} paneles',
  'overview.nextTry': 'Próximo intento',
  'overview.nextVisit': 'próxima mirada',
  'overview.activity': 'Qué ha pasado',

  'activity.none':
    'Nada todavía. Aquí se cuentan los inicios de sesión, las pantallas y las imágenes que faltan.',
  'activity.signed_in': '{{name}} ha iniciado sesión.',
  'activity.signed_in.took': '{{name}} ha iniciado sesión, en {{duration}}.',
  'activity.signed_in.withCode': '{{name}} ha iniciado sesión con un código, en {{duration}}.',
  'activity.sign_in_failed': '{{name}} no ha podido iniciar sesión.',
  'activity.person_needed': '{{name}} necesita a alguien para iniciar sesión.',
  'activity.frames_stopped': 'No ha llegado ninguna imagen nueva de {{name}}.',
  'activity.frames_again': '{{name}} vuelve a tener imágenes nuevas.',
  'activity.screen_paired': 'Se ha emparejado la pantalla {{name}}.',
  'activity.screen_removed': 'Se ha desemparejado la pantalla {{name}}.',
  'activity.screen_token_stolen':
    'Se ha desemparejado la pantalla {{name}}, porque su clave se usó en dos lugares.',
  'activity.screen_offline': 'No se sabe nada de la pantalla {{name}}.',
  'activity.screen_back': 'La pantalla {{name}} ha vuelto.',
  'activity.runner_gone': 'No se sabe nada del runner {{name}}.',
  'activity.runner_back': 'El runner {{name}} ha vuelto.',
  'activity.message_shown': 'Se ha puesto un mensaje en las pantallas: «{{name}}»',
  'activity.message_shown.picture': 'Se ha puesto una imagen en las pantallas.',
  'activity.message_taken_back': 'Se ha retirado un mensaje: «{{name}}»',
  'activity.message_taken_back.picture': 'Se ha retirado una imagen.',

  'guide.runner-behind-the-firewall': 'Instalar un runner detrás del cortafuegos',
}
