// What is said where a person signs in at a service by hand, in German.
import type { enTakeOver } from './en-take-over.ts'

export const deTakeOver: Record<keyof typeof enTakeOver, string> = {
  'takeOver.begin': 'Übernehmen',
  'takeOver.back': 'Zurück zur Seite',
  'takeOver.byYou': 'Sie melden sich dort gerade von Hand an.',
  'takeOver.byAnother':
    'Ein anderer Admin meldet sich dort gerade von Hand an. Warten Sie, bis die Seite zurückgegeben ist.',
  'takeOver.toConnection': 'Zurück zur Verbindung',
  'takeOver.title': 'Von Hand anmelden',
  'takeOver.lead':
    'Sie sehen den Browser des Runners und bedienen ihn. Hat der Dienst Sie eingelassen, bleibt die Sitzung erhalten. Dass Sie es tun, steht im Prüfprotokoll; was Sie tippen, wird nirgends aufbewahrt.',
  'takeOver.waiting': 'Wartet auf einen Runner …',
  'takeOver.machineFirst':
    'Der Runner geht so weit, wie er von selbst kommt. Sobald er nicht weiterweiß, gehört die Seite Ihnen.',
  'takeOver.runnerGone':
    'Der Runner ist weg. Ein anderer beginnt von vorn, sobald einer da ist; was Sie getippt haben, wird nicht noch einmal getippt.',
  'takeOver.live': 'Die Seite des Dienstes, live',
  'takeOver.into': 'Was Sie tippen, geht an',
  'takeOver.intoOpen': 'Nicht verschlüsselt! Was Sie tippen, geht an',
  'takeOver.noSite': 'noch keine Seite',
  'takeOver.timeLeft': 'noch {{time}}',
  'takeOver.lastMinute': 'Noch eine Minute, dann wird die Seite zurückgegeben.',
  'takeOver.isSignedIn': 'Ich bin angemeldet',
  'takeOver.giveBack': 'Zurückgeben',
  'takeOver.page': 'Die Seite von {{host}}: Was Sie hier tippen, wird dort getippt',
  'takeOver.hint':
    'Drücken Sie in das Bild, und tippen Sie; Einfügen und Scrollen gehen auch. Mit der Tastatur: Tab führt hinein, Escape und dann Tab hinaus. Es endet von selbst, wenn der Dienst Sie eingelassen hat.',
  'takeOver.keys': 'Tasten',
  'takeOver.larger': 'Größer',
  'takeOver.smaller': 'Kleiner',
  'takeOver.ending': 'Die Seite ist zurückgegeben, oder ihre Zeit ist um. Einen Moment bitte …',
  'takeOver.signedIn': 'Angemeldet, und die Sitzung bleibt erhalten: Die nächste Anmeldung tippt nichts.',
  'takeOver.timeOver':
    'Die zehn Minuten sind um. Die Seite wurde zurückgegeben, und es ist nicht angemeldet.',
  'takeOver.givenBack': 'Die Seite wurde zurückgegeben, und es ist nicht angemeldet.',
}
