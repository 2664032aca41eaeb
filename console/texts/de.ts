// The catalogue in German.
import type { EntryTexts } from './catalogue.ts'

export const de: EntryTexts = {
  'action.cancel': 'Abbrechen',
  'action.close': 'Schließen',
  'action.continue': 'Weiter',
  'action.copied': 'Kopiert',
  'action.copy': 'Kopieren',
  'action.copyFailed': 'Nicht kopiert',
  'action.done': 'Fertig',
  'action.download': 'Herunterladen',
  'action.print': 'Drucken',
  'action.save': 'Speichern',
  'action.toSignIn': 'Zur Anmeldung',
  'action.tryAgain': 'Noch einmal versuchen',
  loading: 'Wird geladen',

  'duration.seconds_one': '{{count}} Sekunde',
  'duration.seconds_other': '{{count}} Sekunden',
  'duration.minutes_one': '{{count}} Minute',
  'duration.minutes_other': '{{count}} Minuten',
  'duration.hours_one': '{{count}} Stunde',
  'duration.hours_other': '{{count}} Stunden',

  'field.email': 'E-Mail-Adresse',
  'field.email.wrong': 'Geben Sie eine E-Mail-Adresse ein, wie name@example.com.',
  'field.name': 'Name',
  'field.name.missing': 'Geben Sie einen Namen ein.',
  'field.password': 'Passwort',
  'field.password.missing': 'Geben Sie das Passwort ein.',
  'field.password.show': 'Passwort anzeigen',

  'preferences.title': 'Einstellungen',
  'preferences.lead': 'Sie gelten für diesen Browser.',
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
  'signIn.notYou': 'Das sind nicht Sie?',
  'signIn.sessionEnded':
    'Ihre Sitzung ist zu Ende. Melden Sie sich wieder an, und Sie sind dort, wo Sie waren.',
  'signIn.signedOut': 'Sie sind abgemeldet.',
  'signIn.toGoOn': 'Melden Sie sich an, um diese Seite zu öffnen.',
  'signIn.code.title': 'Code eingeben',
  'signIn.code.lead':
    'Öffnen Sie Ihre Authenticator-App und geben Sie die sechs Ziffern ein, die sie für Countersign zeigt.',
  'signIn.use.recovery_code': 'Stattdessen einen Wiederherstellungscode verwenden',
  'signIn.use.totp': 'Stattdessen die Authenticator-App verwenden',
  'signIn.trust_one': 'Diesem Browser {{count}} Tag lang vertrauen',
  'signIn.trust_other': 'Diesem Browser {{count}} Tage lang vertrauen',
  'signIn.use.bypass_code': 'Überbrückungscode verwenden, den Ihnen Ihr Admin gegeben hat',
  'signIn.recovery.title': 'Wiederherstellungscode verwenden',
  'signIn.recovery.lead':
    'Einer der zehn Codes, die Sie beim Einrichten der Zwei-Faktor-Anmeldung gesichert haben. Jeder gilt einmal.',
  'signIn.recovery.label': 'Wiederherstellungscode',
  'signIn.recovery.description': 'Bindestriche, Leerzeichen und Großschreibung spielen keine Rolle.',
  'signIn.recovery.missing': 'Geben Sie einen Ihrer Wiederherstellungscodes ein.',
  'signIn.bypass.title': 'Überbrückungscode verwenden',
  'signIn.bypass.lead':
    'Sie bekommen ihn von Ihrem Admin oder Helpdesk, wenn Sie Ihre App nicht verwenden können. Er gilt einmal, für wenige Minuten.',
  'signIn.bypass.label': 'Überbrückungscode',
  'signIn.bypass.description': 'Bindestriche, Leerzeichen und Großschreibung spielen keine Rolle.',
  'signIn.bypass.missing': 'Geben Sie den Überbrückungscode ein.',
  'signIn.ticket.title': 'Ticket eingeben',
  'signIn.ticket.lead':
    'Ihre Organisation verlangt die Zwei-Faktor-Anmeldung und vor der Einrichtung ein Ticket Ihres Admins.',
  'signIn.ticket.label': 'Ticket',
  'signIn.ticket.description': 'Bindestriche, Leerzeichen und Großschreibung spielen keine Rolle.',
  'signIn.ticket.missing': 'Geben Sie das Ticket ein.',
  'enrolReminder.title': 'Zwei-Faktor einrichten',
  'enrolReminder.lead':
    'Ihre Organisation verlangt sie ab dem {{day}}. Es dauert zwei Minuten und braucht Ihr Telefon.',
  'enrolReminder.now': 'Jetzt einrichten',
  'enrolReminder.later': 'Später',

  'code.label': 'Sechsstelliger Code',
  'code.tooShort': 'Geben Sie alle sechs Ziffern ein.',

  'enrolment.title': 'Zwei-Faktor einrichten',
  'enrolment.required':
    'Ihre Organisation verlangt beim Anmelden einen zweiten Schritt: einen Code aus einer App auf Ihrem Telefon. Das dauert eine Minute.',
  'enrolment.scan.title': 'Scannen Sie diesen Code mit Ihrer Authenticator-App',
  'enrolment.scan.description':
    'Google Authenticator, Microsoft Authenticator, 2FAS, Aegis, 1Password: Jede App für Einmalcodes ist geeignet.',
  'enrolment.qr.alt': 'QR-Code für Ihre Authenticator-App. Der Schlüssel daneben sagt dasselbe.',
  'enrolment.openHere': 'Auf diesem Gerät öffnen',
  'enrolment.key': 'Keine Kamera? Geben Sie diesen Schlüssel ein',
  'enrolment.key.label': 'Schlüssel',
  'enrolment.key.copy': 'Schlüssel kopieren',
  'enrolment.settings': 'Falls die App danach fragt',
  'enrolment.settingsText': 'Zeitbasiert, {{algorithm}}, {{digits}} Ziffern, alle {{seconds}} Sekunden',
  'enrolment.account': 'In der App erscheint es als',
  'enrolment.confirm.title': 'Geben Sie den Code ein',
  'enrolment.confirm.description': 'Die sechs Ziffern, die die App jetzt zeigt, beweisen, dass alles klappt.',
  'enrolment.confirm.submit': 'Bestätigen',
  'enrolment.renewed':
    'Der vorige QR-Code galt nicht mehr. Löschen Sie jenen Eintrag in Ihrer App und scannen Sie diesen neuen.',

  'recoveryCodes.title': 'Sichern Sie Ihre Wiederherstellungscodes',
  'recoveryCodes.lead':
    'Geht Ihr Telefon verloren, kommen Sie mit einem davon hinein. Jeder gilt einmal, und gezeigt werden sie nur jetzt.',
  'recoveryCodes.listLabel': 'Wiederherstellungscodes',
  'recoveryCodes.saved': 'Ich habe sie gesichert',
  'recoveryCodes.fileName': 'countersign-wiederherstellungscodes.txt',
  'recoveryCodes.fileTitle': 'Countersign-Wiederherstellungscodes von {{account}}',
  'recoveryCodes.fileHint':
    'Jeder Code gilt einmal. Bewahren Sie sie getrennt von dem Telefon mit der Authenticator-App auf.',

  'reset.forgot': 'Passwort vergessen?',
  'signUp.link': 'Organisation anlegen',
  'guides.newWindow': 'in einem neuen Fenster',
  'guide.sign-in': 'So melden Sie sich an',
  'guide.lost-phone': 'Wenn das Handy weg ist',

  'failure.unreachable':
    'Der Server ist nicht zu erreichen. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
  'failure.unexpected':
    'Auf dieser Seite ist etwas schiefgegangen. Laden Sie sie neu und versuchen Sie es noch einmal.',
  'failure.tryAgainIn': 'Versuchen Sie es in {{duration}} noch einmal.',
  'failure.tryAgainNow': 'Sie können es jetzt noch einmal versuchen.',
  'failure.tryAgainLater': 'Warten Sie ein wenig und versuchen Sie es noch einmal.',
  'failure.clockBehind':
    'Die Uhr Ihres Telefons geht {{duration}} nach. Stellen Sie sie auf automatische Zeit und geben Sie den nächsten Code ein.',
  'failure.clockAhead':
    'Die Uhr Ihres Telefons geht {{duration}} vor. Stellen Sie sie auf automatische Zeit und geben Sie den nächsten Code ein.',

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
  'error.second_factor.ticket_required':
    'Ihre Organisation verlangt für die Einrichtung ein Ticket. Sie bekommen es von Ihrem Admin.',
  'error.second_factor.ticket_wrong':
    'Dieses Ticket stimmt nicht oder ist abgelaufen. Bitten Sie Ihren Admin um ein neues.',
  'error.bypass_code.wrong':
    'Dieser Überbrückungscode stimmt nicht, wurde schon benutzt oder ist abgelaufen.',
  'error.second_factor.code_wrong': 'Dieser Code stimmt nicht. Geben Sie den ein, den Ihre App jetzt zeigt.',
  'error.second_factor.code_used':
    'Dieser Code wurde schon verwendet. Warten Sie auf den nächsten in Ihrer App.',
  'error.second_factor.code_expired':
    'Dieser Code ist abgelaufen. Geben Sie den ein, den Ihre App jetzt zeigt.',
  'error.second_factor.clock_off':
    'Die Uhr Ihres Telefons geht falsch. Stellen Sie sie auf automatische Zeit und geben Sie den nächsten Code ein.',
  'error.second_factor.too_many_attempts': 'Zu viele falsche Codes.',
  'error.second_factor.switched_off':
    'Nach zu vielen falschen Codes ist dieser Authenticator abgeschaltet. Verwenden Sie einen Wiederherstellungscode, oder fragen Sie einen Admin.',
  'error.second_factor.already_enrolled':
    'Für dieses Konto ist Zwei-Faktor schon eingeschaltet. Melden Sie sich noch einmal an.',
  'error.second_factor.enrolment_over':
    'Dieser QR-Code gilt nicht mehr. Beginnen Sie noch einmal, um einen neuen zu erhalten.',
  'error.recovery_code.wrong': 'Dieser Wiederherstellungscode stimmt nicht oder wurde schon verwendet.',
  'error.password.wrong': 'Das ist nicht Ihr aktuelles Passwort.',
  'error.password.too_short': 'Verwenden Sie mindestens 8 Zeichen; 15 oder mehr sind besser.',
  'error.password.too_long': 'Verwenden Sie höchstens 256 Zeichen.',
  'error.password.common':
    'Dieses Passwort steht auf Listen bekannter Passwörter. Wählen Sie eines, das sonst niemand verwendet.',
  'error.password.is_context_word':
    'Dieses Passwort ist der Name einer Person, Adresse oder Organisation. Wählen Sie ein anderes.',
  'error.invitation.invalid':
    'Diese Einladung ist abgelaufen oder wurde schon verwendet. Bitten Sie Ihren Admin um einen neuen Link.',
}
