// What is said from the second factor on, in German.
import type { SecondFactorTexts } from './catalogue.ts'

export const deSecondFactor: SecondFactorTexts = {
  'action.continue': 'Weiter',
  'action.copied': 'Kopiert',
  'action.copy': 'Kopieren',
  'action.copyFailed': 'Nicht kopiert',
  'action.download': 'Herunterladen',
  'action.print': 'Drucken',
  loading: 'Wird geladen',

  'signIn.notYou': 'Das sind nicht Sie?',
  'signIn.code.title': 'Code eingeben',
  'signIn.code.lead':
    'Öffnen Sie Ihre Authenticator-App und geben Sie die sechs Ziffern ein, die sie für Countersign zeigt.',
  'signIn.passkey.title': 'Passkey verwenden',
  'signIn.passkey.lead':
    'Ihr Gerät fragt nach Finger, Gesicht oder PIN, oder nach Ihrem Sicherheitsschlüssel.',
  'signIn.passkey.submit': 'Passkey benutzen',
  'signIn.use.passkey': 'Stattdessen einen Passkey verwenden',
  'signIn.use.approval': 'Stattdessen am Telefon bestätigen',
  'signIn.approval.title': 'Am Telefon bestätigen',
  'signIn.approval.lead':
    'Öffnen Sie Countersign auf Ihrem Telefon. Es zeigt diese Anmeldung: Geben Sie dort diese zwei Ziffern ein.',
  'signIn.approval.number': 'Die zwei Ziffern, die am Telefon einzugeben sind',
  'signIn.approval.left': 'Ihr Telefon wird noch {{left}} lang gefragt',
  'signIn.approval.lastLook': 'Die Zeit ist um. Es wird noch einmal nach einer Antwort gesehen.',
  'signIn.approval.broken':
    'Der Server antwortet gerade nicht. Es geht von selbst weiter, und die zwei Ziffern gelten weiter.',
  'signIn.approval.again': 'Telefon noch einmal fragen',
  'signIn.approval.startAgain': 'Neu beginnen',
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

  'enrolment.passkey':
    'Einen Passkey verwahrt dieses Gerät, Ihr Passwortmanager oder ein Sicherheitsschlüssel. Sie bestätigen mit Finger, Gesicht oder PIN und tippen nichts ab.',
  'enrolment.passkey.submit': 'Passkey anlegen',
  'recoveryCodes.title': 'Sichern Sie Ihre Wiederherstellungscodes',
  'recoveryCodes.lead':
    'Geht Ihr Telefon verloren, kommen Sie mit einem davon hinein. Jeder gilt einmal, und gezeigt werden sie nur jetzt.',
  'recoveryCodes.listLabel': 'Wiederherstellungscodes',
  'recoveryCodes.saved': 'Ich habe sie gesichert',
  'recoveryCodes.fileName': 'countersign-wiederherstellungscodes.txt',
  'recoveryCodes.fileTitle': 'Countersign-Wiederherstellungscodes von {{account}}',
  'recoveryCodes.fileHint':
    'Jeder Code gilt einmal. Bewahren Sie sie getrennt von dem Telefon mit der Authenticator-App auf.',

  'passkey.notUsed':
    'Es wurde kein Passkey verwendet: abgebrochen, Zeit abgelaufen, oder dieses Gerät hat keinen von Ihnen. Versuchen Sie es noch einmal oder auf einem anderen Weg.',
  'passkey.notMade':
    'Es wurde kein Passkey angelegt: abgebrochen, oder die Zeit ist abgelaufen. Versuchen Sie es noch einmal oder auf einem anderen Weg.',
  'passkey.alreadyHere':
    'Hier gibt es schon einen Passkey von Ihnen, und er gilt. Wählen Sie für einen weiteren ein anderes Gerät oder einen anderen Schlüssel.',
  'passkey.address':
    'Passkeys gehen nur unter der eigenen Adresse des Servers, mit Namen und über HTTPS. Öffnen Sie ihn dort oder nehmen Sie einen anderen Weg.',
  'passkey.browser':
    'Dieser Browser kennt keine Passkeys. Nehmen Sie einen anderen Browser oder einen anderen Weg.',
  'passkey.failed':
    'Der Browser konnte das mit einem Passkey nicht zu Ende bringen. Versuchen Sie es noch einmal oder auf einem anderen Weg.',
  'passkeyWindow.title': 'Ihr Passkey, für die Erweiterung',
  'passkeyWindow.lead':
    'Ihr Browser fragt nach Ihrem Passkey, für die Countersign-Erweiterung. Dieses Fenster schließt sich von selbst.',
  'passkeyWindow.notYou':
    'Sie haben das nicht in der Erweiterung gewählt? Brechen Sie es ab und schließen Sie dieses Fenster.',
  'guide.lost-phone': 'Wenn das Handy weg ist',

  'guide.passkeys': 'So gehen Passkeys hier',
  'guide.approve-on-the-phone': 'Anmeldungen am Telefon bestätigen',
  'failure.clockBehind':
    'Die Uhr Ihres Telefons geht {{duration}} nach. Stellen Sie sie auf automatische Zeit und geben Sie den nächsten Code ein.',
  'failure.clockAhead':
    'Die Uhr Ihres Telefons geht {{duration}} vor. Stellen Sie sie auf automatische Zeit und geben Sie den nächsten Code ein.',

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
  'error.approval.none': 'Kein Telefon dieses Kontos kann jetzt antworten. Nehmen Sie einen anderen Weg.',
  'error.approval.another_waits':
    'Ihr Telefon wird schon nach einer anderen Anmeldung gefragt. Beantworten Sie erst diese, oder nehmen Sie einen anderen Weg.',
  'error.approval.too_many':
    'Ihr Telefon wurde oft gefragt, ohne ein Ja, und wird eine Weile in Ruhe gelassen. Nehmen Sie einen anderen Weg.',
  'error.approval.refused':
    'Diese Anmeldung wurde am Telefon beendet: Jemand hat sie abgelehnt oder eine andere Zahl eingegeben. Beginnen Sie neu mit Ihrem Passwort.',
  'error.approval.expired':
    'Am Telefon hat niemand rechtzeitig geantwortet. Fragen Sie noch einmal, oder nehmen Sie einen anderen Weg.',
  'error.passkey.refused':
    'Dieser Passkey wurde nicht angenommen. Versuchen Sie es noch einmal oder auf anderem Weg.',
  'error.passkey.none': 'Zu diesem Konto gibt es keinen Passkey.',
  'error.passkey.unavailable':
    'Passkeys brauchen eine Adresse mit Namen, und dieser Server ist unter einer Zahl zu erreichen. Nehmen Sie einen anderen Weg.',
  'error.second_factor.required_by_admin':
    'Für dieses Konto ist Zwei-Faktor Pflicht. Nur ein Admin kann das aufheben.',
  'error.second_factor.not_enrolled': 'Für dieses Konto ist Zwei-Faktor nicht eingeschaltet.',
  'error.second_factor.fresh_code_required':
    'Dafür ist ein frischer Beweis nötig, dass Sie es sind: ein Code Ihrer App oder Ihr Passkey.',
}
