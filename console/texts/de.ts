// The catalogue in German.
import type { EntryTexts } from './catalogue.ts'

export const de: EntryTexts = {
  'action.tryAgain': 'Noch einmal versuchen',

  'duration.seconds_one': '{{count}} Sekunde',
  'duration.seconds_other': '{{count}} Sekunden',
  'duration.minutes_one': '{{count}} Minute',
  'duration.minutes_other': '{{count}} Minuten',
  'duration.hours_one': '{{count}} Stunde',
  'duration.hours_other': '{{count}} Stunden',

  'field.email': 'E-Mail-Adresse',
  'field.email.wrong': 'Geben Sie eine E-Mail-Adresse ein, wie name@example.com.',
  'field.password': 'Passwort',
  'field.password.missing': 'Geben Sie das Passwort ein.',
  'field.password.show': 'Passwort anzeigen',

  'preferences.language': 'Sprache',
  'preferences.appearance': 'Darstellung',
  'preferences.appearance.auto': 'Wie das System',
  'preferences.appearance.light': 'Hell',
  'preferences.appearance.dark': 'Dunkel',

  'shell.home': 'Countersign, Startseite',

  'unknownPage.title': 'Hier ist nichts',
  'unknownPage.lead': 'Diese Adresse führt nirgendwohin. Vielleicht wurde der Link unterwegs abgeschnitten.',
  'unknownPage.goHome': 'Zur Startseite',
  'brokenPage.title': 'Diese Seite ließ sich nicht öffnen',

  'signIn.title': 'Anmelden',
  'signIn.lead': 'Mit dem Konto Ihrer Organisation.',
  'signIn.submit': 'Anmelden',
  'signIn.passkey': 'Mit Passkey anmelden',
  'signIn.sessionEnded':
    'Ihre Sitzung ist zu Ende. Melden Sie sich wieder an, und Sie sind dort, wo Sie waren.',
  'signIn.signedOut': 'Sie sind abgemeldet.',
  'signIn.toGoOn': 'Melden Sie sich an, um diese Seite zu öffnen.',

  'reset.forgot': 'Passwort vergessen?',
  'signUp.link': 'Organisation anlegen',
  'guides.newWindow': 'in einem neuen Fenster',
  'guide.sign-in': 'So melden Sie sich an',

  'failure.unreachable':
    'Der Server ist nicht zu erreichen. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
  'failure.unexpected':
    'Auf dieser Seite ist etwas schiefgegangen. Laden Sie sie neu und versuchen Sie es noch einmal.',
  'failure.tryAgainIn': 'Versuchen Sie es in {{duration}} noch einmal.',
  'failure.tryAgainNow': 'Sie können es jetzt noch einmal versuchen.',
  'failure.tryAgainLater': 'Warten Sie ein wenig und versuchen Sie es noch einmal.',

  'error.request.invalid': 'Etwas in diesem Formular wurde nicht angenommen. Prüfen Sie Ihre Eingaben.',
  'error.request.not_json': 'Diese Seite und der Server passen nicht zusammen. Laden Sie die Seite neu.',
  'error.request.too_large': 'Das ist mehr, als der Server annimmt.',
  'error.request.foreign_origin':
    'Der Server kennt sich unter einer anderen Adresse. Öffnen Sie Countersign unter seiner eigenen Adresse und versuchen Sie es noch einmal.',
  'error.request.no_such_path': 'Diese Seite und der Server passen nicht zusammen. Laden Sie die Seite neu.',
  'error.request.method_not_allowed':
    'Diese Seite und der Server passen nicht zusammen. Laden Sie die Seite neu.',
  'error.server.failed':
    'Der Server konnte das nicht zu Ende bringen. Versuchen Sie es noch einmal, oder fragen Sie einen Admin.',
  'error.server.busy': 'Der Server ist ausgelastet.',
  'error.server.not_ready': 'Der Server startet noch. Versuchen Sie es gleich noch einmal.',
  'error.sign_in.refused': 'Die E-Mail-Adresse oder das Passwort stimmt nicht.',
  'error.sign_in.too_many_attempts': 'Zu viele Versuche.',
  'error.sign_in.challenge_over':
    'Diese Anmeldung ist abgelaufen. Beginnen Sie noch einmal mit Ihrem Passwort.',
  'error.session.required': 'Ihre Sitzung ist zu Ende. Melden Sie sich wieder an.',
}
