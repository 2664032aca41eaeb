// The catalogue in German.
import type { Catalogue } from './catalogue.ts'

export const de: Catalogue = {
  'action.back': 'Zurück',
  'action.cancel': 'Abbrechen',
  'action.continue': 'Weiter',
  'action.copied': 'Kopiert',
  'action.copy': 'Kopieren',
  'action.copyFailed': 'Nicht kopiert',
  'action.done': 'Fertig',
  'action.signOut': 'Abmelden',
  'action.openConsole': 'Countersign öffnen',
  'action.openTab': 'Die Adresse in einem Tab öffnen',
  'action.tryAgain': 'Noch einmal versuchen',

  'address.title': 'Wo ist Ihr Countersign?',
  'address.lead':
    'Die Adresse, unter der Sie sich anmelden. Ihr Browser fragt dann, ob die Erweiterung sie erreichen darf.',
  'address.label': 'Adresse',
  'address.wrong':
    'Geben Sie eine Adresse ein, die mit https:// beginnt. Mit http:// kann es nur dieser Computer sein.',
  'address.refused':
    'Ihr Browser lässt die Erweiterung diese Adresse nicht erreichen. Versuchen Sie es noch einmal und erlauben Sie es.',
  'address.other': 'Andere Adresse',

  'field.email': 'E-Mail-Adresse',
  'field.password': 'Passwort',
  'field.missing': 'Füllen Sie alle Felder aus.',
  'code.label': 'Sechsstelliger Code',

  'signIn.title': 'Anmelden',
  'signIn.lead': 'Bei {{host}}, mit dem Konto Ihrer Organisation.',
  'signIn.submit': 'Anmelden',
  'signIn.startAgain': 'Von vorn beginnen',
  'signIn.code.title': 'Code eingeben',
  'signIn.code.lead':
    'Öffnen Sie Ihre Authenticator-App und geben Sie die sechs Ziffern ein, die sie für Countersign zeigt.',
  'signIn.recovery.title': 'Wiederherstellungscode verwenden',
  'signIn.recovery.lead':
    'Einer der zehn Codes, die Sie beim Einrichten der Zwei-Faktor-Anmeldung gesichert haben. Jeder gilt einmal.',
  'signIn.recovery.label': 'Wiederherstellungscode',
  'signIn.bypass.title': 'Überbrückungscode verwenden',
  'signIn.bypass.lead':
    'Sie bekommen ihn von Ihrem Admin oder Helpdesk, wenn Sie Ihre App nicht verwenden können. Er gilt einmal, für wenige Minuten.',
  'signIn.bypass.label': 'Überbrückungscode',
  'signIn.passkey': 'Mit Passkey anmelden',
  'signIn.passkey.title': 'Passkey verwenden',
  'signIn.passkey.lead':
    'Ein kleines Fenster Ihres Countersign geht auf. Dort fragt Ihr Gerät nach Finger, Gesicht oder PIN, oder nach Ihrem Sicherheitsschlüssel.',
  'signIn.passkey.submit': 'Passkey benutzen',
  'signIn.approval.title': 'Am Telefon bestätigen',
  'signIn.approval.lead':
    'Öffnen Sie Countersign auf Ihrem Telefon. Es zeigt diese Anmeldung: Geben Sie dort diese zwei Ziffern ein.',
  'signIn.approval.number': 'Die zwei Ziffern, die am Telefon einzugeben sind',
  'signIn.approval.left': 'Ihr Telefon wird noch {{left}} lang gefragt',
  'signIn.approval.lastLook': 'Die Zeit ist um. Es wird noch einmal nach einer Antwort gesehen.',
  'signIn.approval.broken':
    'Die Verbindung ist unterbrochen. Sie kommt von selbst wieder, und die zwei Ziffern gelten weiter.',
  'signIn.approval.ask': 'Telefon fragen',
  'signIn.use.passkey': 'Stattdessen einen Passkey verwenden',
  'signIn.use.approval': 'Stattdessen am Telefon bestätigen',
  'signIn.use.totp': 'Stattdessen die Authenticator-App verwenden',
  'signIn.use.recovery_code': 'Stattdessen einen Wiederherstellungscode verwenden',
  'signIn.use.bypass_code': 'Überbrückungscode verwenden, den Ihnen Ihr Admin gegeben hat',
  'signIn.ticket.title': 'Ticket eingeben',
  'signIn.ticket.lead':
    'Ihre Organisation verlangt die Zwei-Faktor-Anmeldung und vor der Einrichtung ein Ticket Ihres Admins.',
  'signIn.ticket.label': 'Ticket',

  'enrolment.title': 'Zwei-Faktor einrichten',
  'enrolment.lead':
    'Ihre Organisation verlangt beim Anmelden einen zweiten Schritt. Scannen Sie diesen Code mit einer Authenticator-App und geben Sie die sechs Ziffern ein, die sie zeigt.',
  'enrolment.qr': 'QR-Code für Ihre Authenticator-App. Der Schlüssel darunter sagt dasselbe.',
  'enrolment.key': 'Keine Kamera? Geben Sie diesen Schlüssel ein',
  'enrolment.confirm': 'Bestätigen',
  'enrolment.passkey':
    'Einen Passkey verwahrt dieses Gerät, Ihr Passwortmanager oder ein Sicherheitsschlüssel. Sie bestätigen mit Finger, Gesicht oder PIN und tippen nichts ab.',
  'enrolment.passkey.submit': 'Passkey anlegen',
  'recoveryCodes.title': 'Sichern Sie Ihre Wiederherstellungscodes',
  'recoveryCodes.lead':
    'Geht Ihr Telefon verloren, kommen Sie mit einem davon hinein. Jeder gilt einmal, und gezeigt werden sie nur jetzt.',
  'recoveryCodes.list': 'Wiederherstellungscodes',
  'recoveryCodes.saved': 'Ich habe sie gesichert',

  'stepUp.title': 'Sind Sie es?',
  'stepUp.code': 'Geben Sie dafür den Code ein, den Ihre Authenticator-App jetzt zeigt.',
  'stepUp.password': 'Geben Sie dafür noch einmal Ihr Passwort ein.',
  'stepUp.passkey': 'Bestätigen Sie dafür mit Ihrem Passkey, dass Sie es sind.',
  'stepUp.none':
    'Dieses Konto hat weder eine Authenticator-App noch einen Passkey, nach dem hier gefragt werden könnte. Tun Sie es in Countersign.',
  'stepUp.done': 'Sie sind es',
  'stepUp.goOn': 'Gehen Sie zurück zur Seite und drücken Sie den Knopf der Erweiterung noch einmal.',

  'passkey.closed':
    'Das Fenster wurde geschlossen, bevor es getan war. Versuchen Sie es noch einmal oder auf einem anderen Weg.',
  'passkey.elsewhere':
    'Das Fenster ging an eine andere Adresse als die Ihres Countersign; nach einem Passkey wurde nicht gefragt. Versuchen Sie es noch einmal oder auf einem anderen Weg.',
  'passkey.notUsed':
    'Es wurde kein Passkey verwendet: abgebrochen, Zeit abgelaufen, oder dieses Gerät hat keinen von Ihnen. Versuchen Sie es noch einmal oder auf einem anderen Weg.',
  'passkey.notMade':
    'Es wurde kein Passkey angelegt: abgebrochen, oder die Zeit ist abgelaufen. Versuchen Sie es noch einmal oder auf einem anderen Weg.',
  'passkey.alreadyHere':
    'Hier gibt es schon einen Passkey von Ihnen, und er gilt. Wählen Sie für einen weiteren ein anderes Gerät oder einen anderen Schlüssel.',
  'passkey.address':
    'Passkeys gehen nur unter der eigenen Adresse des Servers, mit Namen und über HTTPS. Nehmen Sie einen anderen Weg.',
  'passkey.browser':
    'Dieser Browser kennt keine Passkeys. Nehmen Sie einen anderen Browser oder einen anderen Weg.',
  'passkey.failed':
    'Der Browser konnte das mit einem Passkey nicht zu Ende bringen. Versuchen Sie es noch einmal oder auf einem anderen Weg.',

  'codes.title': 'Codes',
  'codes.here': 'Für diese Seite',
  'codes.others': 'Andere Verbindungen',
  'codes.none':
    'Es gibt keine Verbindung, die Sie benutzen dürfen. Ein Admin fügt eine hinzu oder erlaubt sie Ihnen.',
  'codes.search': 'Suchen',
  'codes.fill': 'Code einfüllen',
  'codes.show': 'Einen Code zeigen',
  'codes.waiting':
    'Wartet auf einen Code, den noch niemand bekommen hat. Das kann eine Minute dauern. Lassen Sie dieses Fenster offen.',
  'codes.usedUp': 'Jetzt eingeben: Er wird niemandem noch einmal gezeigt',
  'codes.over': 'Die Zeit dieses Codes ist vorbei.',
  'codes.noSecret': 'Es ist kein Schlüssel aufbewahrt, also entstehen keine Codes.',

  'connect.title': 'Diesen Dienst verbinden',
  'connect.hint':
    'Auf einer Seite, auf der ein Dienst den QR-Code oder den Schlüssel einer Authenticator-App zeigt.',
  'connect.lead':
    'Der Schlüssel ist von der Seite abgelesen. Mit den Zugangsdaten wird daraus eine Verbindung.',
  'connect.noKey':
    'Auf dieser Seite ist kein QR-Code eines Authenticators und kein Schlüssel zu sehen. Blättern Sie dorthin, oder öffnen Sie den Schritt, in dem der Dienst ihn zeigt, und drücken Sie den Knopf noch einmal.',
  'connect.name': 'Name',
  'connect.service': 'Dienst',
  'connect.url': 'Adresse',
  'connect.username': 'Benutzername dort',
  'connect.password': 'Passwort dort',
  'connect.submit': 'Verbinden',
  'connect.done': 'Die Verbindung ist angelegt',
  'connect.typed': 'Ihr erster Code ist auf der Seite eingetippt: Bestätigen Sie ihn dort.',
  'connect.typeYourself':
    'Geben Sie ihren ersten Code auf der Seite des Dienstes ein und bestätigen Sie ihn dort.',

  'record.title': 'Den Weg zu einem Dashboard zeigen',
  'record.hint': 'Was Sie auf dieser Seite drücken, tippen und rollen, werden die Schritte vor jedem Bild.',
  'record.begun':
    'Ab jetzt wird aufgezeichnet. Tun Sie auf der Seite, was zu tun ist, und drücken Sie dann wieder den Knopf der Erweiterung. Wird die Seite neu geladen, ist die Aufzeichnung zu Ende: Beginnen Sie dann noch einmal.',
  'record.notHere': 'Auf dieser Seite lässt sich nichts aufzeichnen.',
  'record.none': 'Auf der Seite wurde noch nichts getan.',
  'record.missed.choice':
    'Was Sie aus einer Liste wählen oder mit einem Regler einstellen, wird hier kein Schritt.',
  'record.missed.text':
    'Was Sie in einen Text tippen, der in der Seite selbst bearbeitet wird, wird hier kein Schritt.',
  'record.missed.frame': 'Was Sie in einem Rahmen tun, einer Seite in der Seite, wird hier kein Schritt.',
  'record.missed.sideways': 'Seitlich zu rollen wird hier kein Schritt.',
  'record.missed.more': 'Es ist Platz für fünfzig Schritte. Was Sie danach getan haben, fehlt.',
  'record.connection': 'Gesehen durch',
  'record.public': 'Keine Verbindung: Die Seite ist öffentlich',
  'record.submit': 'Dashboard anlegen',
  'record.goOn': 'Weiter aufzeichnen',
  'record.discard': 'Aufhören und die Schritte vergessen',
  'record.done': 'Das Dashboard ist angelegt',
  'record.open': 'In Countersign öffnen',
  'record.press': '„{{on}}“ drücken',
  'record.type': '„{{text}}“ in „{{on}}“ tippen',
  'record.type.username': 'Den Benutzernamen der Verbindung tippen',
  'record.type.password': 'Das Passwort der Verbindung tippen',
  'record.type.code': 'Einen Code der Verbindung tippen',
  'record.key': 'Die Taste {{key}} drücken',
  'record.scroll': 'Um {{count}} Pixel rollen',
  'record.wait': '{{count}} s warten',

  'fill.typed': 'Der Code ist eingetippt.',
  'fill.elsewhere': 'Die Seite ist jetzt eine andere. Es wurde nichts eingetippt.',
  'fill.no_box':
    'Auf dieser Seite ist kein Feld für einen Code zu sehen. Klicken Sie hinein, wenn es eines gibt, und drücken Sie den Knopf noch einmal.',
  'fill.several':
    'Es gibt mehrere Felder. Klicken Sie in das für den Code und drücken Sie den Knopf noch einmal.',

  'failure.unreachable':
    'Unter {{host}} antwortet kein Countersign. Stimmt die Adresse, läuft der Server, und vertraut Ihr Browser seinem Zertifikat?',
  'failure.unexpected':
    'Etwas ist schiefgegangen. Schließen Sie dieses Fenster, öffnen Sie es wieder und versuchen Sie es noch einmal.',
  'failure.tryAgainIn': 'Versuchen Sie es in {{count}} s noch einmal.',

  'error.request.invalid': 'Etwas in diesem Formular wurde nicht angenommen. Prüfen Sie Ihre Eingaben.',
  'error.request.foreign_origin':
    'Der Server kennt sich unter einer anderen Adresse. Geben Sie die ein, die in der Adresszeile der Konsole steht.',
  'error.server.failed':
    'Der Server konnte das nicht zu Ende bringen. Versuchen Sie es noch einmal, oder fragen Sie einen Admin.',
  'error.server.busy': 'Der Server ist ausgelastet. Versuchen Sie es gleich noch einmal.',
  'error.server.not_ready': 'Der Server startet noch. Versuchen Sie es gleich noch einmal.',
  'error.session.required': 'Ihre Sitzung ist zu Ende. Melden Sie sich wieder an.',
  'error.sign_in.refused': 'Die E-Mail-Adresse oder das Passwort stimmt nicht.',
  'error.sign_in.too_many_attempts': 'Zu viele Versuche.',
  'error.sign_in.challenge_over':
    'Diese Anmeldung ist abgelaufen. Beginnen Sie noch einmal mit Ihrem Passwort.',
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
  'error.second_factor.ticket_required':
    'Ihre Organisation verlangt für die Einrichtung ein Ticket. Sie bekommen es von Ihrem Admin.',
  'error.second_factor.ticket_wrong':
    'Dieses Ticket stimmt nicht oder ist abgelaufen. Bitten Sie Ihren Admin um ein neues.',
  'error.recovery_code.wrong': 'Dieser Wiederherstellungscode stimmt nicht oder wurde schon verwendet.',
  'error.bypass_code.wrong':
    'Dieser Überbrückungscode stimmt nicht, wurde schon benutzt oder ist abgelaufen.',
  'error.password.wrong': 'Das ist nicht Ihr aktuelles Passwort.',
  'error.access.step_up_required': 'Weisen Sie noch einmal nach, dass Sie es sind.',
  'error.passkey.refused': 'Dieser Passkey wurde nicht angenommen. Versuchen Sie es auf anderem Weg.',
  'error.passkey.unavailable': 'Mit diesem Server sind keine Passkeys möglich.',
  'error.passkey.none': 'Zu diesem Konto gibt es keinen Passkey.',
  'error.approval.none': 'Kein Telefon dieses Kontos kann jetzt antworten. Nehmen Sie einen anderen Weg.',
  'error.approval.another_waits':
    'Ihr Telefon wird schon nach einer anderen Anmeldung gefragt. Beantworten Sie erst diese, oder nehmen Sie einen anderen Weg.',
  'error.approval.too_many':
    'Ihr Telefon wurde oft gefragt, ohne ein Ja, und wird eine Weile in Ruhe gelassen. Nehmen Sie einen anderen Weg.',
  'error.approval.refused':
    'Diese Anmeldung wurde am Telefon beendet: Jemand hat sie abgelehnt oder eine andere Zahl eingegeben. Beginnen Sie neu mit Ihrem Passwort.',
  'error.approval.expired':
    'Am Telefon hat niemand rechtzeitig geantwortet. Fragen Sie noch einmal, oder nehmen Sie einen anderen Weg.',
  'error.connection.not_found': 'Diese Verbindung gibt es nicht mehr, oder Sie dürfen sie nicht benutzen.',
  'error.connection.has_no_secret':
    'Diese Verbindung hat keinen geheimen Schlüssel und erzeugt daher keine Codes.',
  'error.connection.secret_does_not_open':
    'Der geheime Schlüssel dieser Verbindung lässt sich nicht mehr öffnen. Ein Admin muss ihn noch einmal eintragen.',
  'error.connection.reveal_not_granted':
    'Sie dürfen diese Verbindung benutzen, aber ihre Codes nicht sehen. Ein Admin kann es Ihnen erlauben.',
  'error.secret':
    'Was die Seite zeigt, ist kein Schlüssel, der sich verwenden lässt. Öffnen Sie den Schritt, der den QR-Code oder den Schlüssel einer gewöhnlichen Authenticator-App zeigt.',
  'error.connection.unknown_service': 'Diesen Dienst kennt der Server nicht. Wählen Sie einen anderen.',
  'error.connection.origin_not_https':
    'Beginnt die Adresse mit https://, werden die Zugangsdaten nur auf solchen Seiten eingegeben.',
  'error.connection.code_not_yet': 'Die nächsten Codes dieses Schlüssels sind schon vergeben.',
  'error.connection.too_many_codes': 'Sie haben viele Codes dieser Verbindung bekommen.',
  'error.dashboard.too_many':
    'Ihre Organisation hat so viele Dashboards, wie sie haben darf. Löschen Sie eines, das kein Bildschirm zeigt.',
}
