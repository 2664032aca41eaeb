// What the phone and its owner say of sign-ins that are approved there, in German.
import type { enApprovals } from './en-approvals.ts'

export const deApprovals: Record<keyof typeof enApprovals, string> = {
  'approvals.title': 'Anmeldungen bestätigen',
  'approvals.lead': 'Eine Anmeldung anderswo, die diesen Weg gewählt hat, wartet hier auf Ihre Antwort.',
  'approvals.open': 'Zeigen, was wartet',
  'approvals.lost':
    'Die Verbindung ist unterbrochen, diese Seite kann veraltet sein. Sie kommt von selbst wieder.',
  'approvals.nothing': 'Nichts wartet auf Ihre Antwort',
  'approvals.nothingLead':
    'Wählen Sie beim Anmelden „Am Telefon bestätigen“, dann erscheint es hier. Ohne Ihr Passwort kann niemand fragen.',
  'approvals.question': 'Melden Sie sich gerade an?',
  'approvals.caution':
    'Bestätigen Sie nur, was Sie in diesem Augenblick selbst tun. Niemand aus Ihrer Organisation bittet Sie je darum.',
  'approvals.who': 'Konto',
  'approvals.with': 'Womit',
  'approvals.from': 'Woher',
  'approvals.when': 'Gefragt',
  'approvals.left': 'Restzeit',
  'approvals.number': 'Die zwei Ziffern, die die Anmeldung zeigt',
  'approvals.number.missing': 'Geben Sie beide Ziffern ein.',
  'approvals.yes': 'Bestätigen',
  'approvals.no': 'Das war ich nicht',
  'approvals.no.title': 'Waren Sie das nicht?',
  'approvals.no.text':
    'Die Anmeldung endet, und Ihre Admins erfahren davon. Dann kennt jemand Ihr Passwort: Ändern Sie es danach.',
  'approvals.no.confirm': 'Anmeldung beenden',
  'approvals.approved': 'Bestätigt. Es geht dort weiter, wo es begonnen hat.',
  'approvals.denied':
    'Die Anmeldung ist beendet, und Ihre Admins wissen davon. Wenn jemand Ihr Passwort kennt, ändern Sie es:',
  'approvals.toProfile': 'Zu Ihrem Profil',
  'approvals.noKey':
    'Dieses Telefon ist nicht registriert und kann nur Nein sagen. Registrieren Sie es in Ihrem Profil.',
  'approvals.onlyPhone':
    'Bestätigen kann nur die App auf einem registrierten Telefon. Hier können Sie Nein sagen.',
  'approvals.banner': 'Eine Anmeldung wartet auf Ihre Antwort',
  'approvals.noKeys':
    'Dieser Browser behält keinen Schlüssel: Es ist ein privates Fenster, er ist zu alt, oder die Adresse hat kein HTTPS.',
  'approvals.phone.title': 'Anmeldungen am Telefon bestätigen',
  'approvals.phone.registered': 'Registriert',
  'approvals.phone.offer':
    'Statt anderswo einen Code einzugeben, sehen Sie hier nach und geben zwei Ziffern ein. App oder Passkey bleiben daneben.',
  'approvals.phone.register': 'Anmeldungen auf diesem Telefon bestätigen',
  'approvals.phone.registerText':
    'Dieses Telefon erzeugt einen Schlüssel, der es nie verlässt, und bleibt länger angemeldet. Sperren Sie seinen Bildschirm: Wer es offen in der Hand hält, kann für Sie antworten.',
  'approvals.phone.registerConfirm': 'Dieses Telefon registrieren',
  'approvals.phone.name.description': 'Um es in Ihrer Liste von anderen zu unterscheiden.',
  'approvals.phone.added': 'Dieses Telefon bestätigt jetzt Anmeldungen.',
  'approvals.phone.kept': 'Angemeldet bis {{moment}}, wenn es ab und zu geöffnet wird.',
  'approvals.phone.notKept':
    'Angemeldet bis höchstens {{moment}}; danach kann es erst wieder antworten, wenn Sie sich hier neu anmelden.',
  'approvals.phone.signsOut_one':
    'Ohne Passkey dieses Telefons werden Sie nach {{count}} Minute ohne Berührung abgemeldet, und das Telefon kann dann nicht antworten. Fügen Sie oben einen hinzu, dann wird es stattdessen gesperrt.',
  'approvals.phone.signsOut_other':
    'Ohne Passkey dieses Telefons werden Sie nach {{count}} Minuten ohne Berührung abgemeldet, und das Telefon kann dann nicht antworten. Fügen Sie oben einen hinzu, dann wird es stattdessen gesperrt.',
  'approvals.phone.keep': 'Auf diesem Telefon angemeldet bleiben',
  'approvals.phone.where':
    'Öffnen Sie die App auf Ihrem Telefon, unter der Adresse bei „{{card}}“ weiter unten, und registrieren Sie es dort in Ihrem Profil. Dann bestätigen Sie Anmeldungen darauf mit zwei Ziffern.',
  'approvals.push.off': 'Sie sehen eine Anmeldung hier, solange die App offen ist.',
  'approvals.push.on': 'Sie erfahren von einer Anmeldung auch, wenn die App geschlossen ist.',
  'approvals.push.turnOn': 'Auch melden, wenn die App geschlossen ist',
  'approvals.push.turnOff': 'Nicht mehr melden',
  'approvals.push.blocked':
    'Benachrichtigungen sind für diese App nicht erlaubt. Erlauben Sie sie in den Einstellungen Ihres Telefons.',
  'approvals.push.unavailable':
    'Dieser Browser meldet nichts, wenn die App geschlossen ist. Legen Sie die App auf einem iPhone zuerst auf den Startbildschirm.',
  'approvals.push.failed':
    'Die Benachrichtigungen dieses Browsers haben nicht geantwortet. Versuchen Sie es später; in der offenen App sehen Sie jede Anmeldung.',
}
