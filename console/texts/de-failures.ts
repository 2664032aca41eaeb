// What the signed-in pages say of failures, by their codes, in German.
import type { enFailures } from './en-failures.ts'

export const deFailures: Record<keyof typeof enFailures, string> = {
  'error.setup.already_done': 'Diese Installation ist schon eingerichtet. Melden Sie sich stattdessen an.',
  'error.setup.token_wrong':
    'Dieser Einrichtungslink gilt nicht. Verwenden Sie den neuesten, den das Terminal beim Start des Servers gezeigt hat.',
  'error.approval.not_found': 'Es wartet keine solche Anmeldung auf Antwort; vielleicht ist sie vorbei.',
  'error.approval.number_wrong':
    'Die Anmeldung zeigt eine andere Zahl und wurde beendet. Beginnen Sie sie neu, wenn es Ihre ist.',
  'error.approval.device_refused':
    'Dieses Telefon kann das nicht bestätigen. Melden Sie sich darauf mit Code oder Passkey an, und registrieren Sie es.',
  'error.approval.mobile_only': 'Nur die App auf einem Telefon bestätigt Anmeldungen.',
  'error.approval.too_many_phones':
    'Kein weiteres Telefon kann Anmeldungen dieses Kontos bestätigen. Entfernen Sie eines, das Sie nicht mehr benutzen.',
  'error.approval.key_wrong':
    'Dieser Browser hat einen Schlüssel anderer Art erzeugt. Versuchen Sie es mit einem aktuellen.',
  'error.approval.no_push':
    'Dieser Server meldet geschlossenen Apps nichts. Öffnen Sie die App, um zu sehen, was wartet.',
  'error.trusted_device.not_found': 'Diesen vertrauten Browser gibt es nicht; vielleicht ist seine Zeit um.',
  'error.session.not_found': 'Diese Sitzung gibt es nicht; vielleicht ist sie schon beendet.',
  'error.access.admin_required': 'Das kann nur ein Admin der Organisation.',
  'error.access.help_desk_required': 'Das können nur ein Admin oder der Helpdesk Ihrer Organisation.',
  'error.access.operator_required': 'Das kann nur ein Betreiber dieser Installation.',
  'error.access.step_up_required': 'Weisen Sie noch einmal nach, dass Sie es sind.',
  'error.access.beyond_help_desk':
    'Der Helpdesk hilft Agenten. Für Admins und den Helpdesk selbst wenden Sie sich an einen Admin.',
  'error.user.help_desk_is_for_agents':
    'Admins können schon allen helfen. Nur Agenten können zum Helpdesk gehören.',
  'error.connection.not_found': 'Diese Verbindung gibt es nicht mehr.',
  'error.connection.origin_not_https':
    'Weil die Adresse dieser Verbindung mit https:// beginnt, muss auch jeder Anmelde-Ursprung mit https:// beginnen.',
  'error.connection.unknown_service': 'Diesen Dienst kennt der Server nicht. Wählen Sie einen aus der Liste.',
  'error.connection.login_refused':
    'Der Dienst hat diese Anmeldung abgelehnt. Ändern Sie Namen oder Passwort und versuchen Sie es erneut.',
  'error.connection.locked_there':
    'Der Dienst hat dieses Konto für eine Weile gesperrt. Danach wird es wieder versucht.',
  'error.connection.no_runner':
    'Es ist kein Runner da, der sich anmelden könnte. Wer den Server betreut, muss einen starten.',
  'error.connection.taken_over':
    'Ein anderer Admin meldet sich dort gerade von Hand an. Warten Sie, bis die Seite zurückgegeben ist: höchstens zehn Minuten.',
  'error.attempt.not_found': 'Diese Anmeldung ist zu alt und nicht mehr aufbewahrt.',
  'error.attempt.not_yours': 'Jemand anderes hat diese Seite übernommen.',
  'error.attempt.over': 'Diese Seite wurde zurückgegeben, oder ihre Zeit ist abgelaufen.',
  'error.runner.required': 'Das ist nur für Runner.',
  'error.lease.lost': 'Ein anderer Runner hat dies übernommen.',
  'error.lease.foreign_origin':
    'Auf dieser Seite wird nichts von dieser Verbindung eingegeben. Fügen Sie ihre Adresse der Verbindung hinzu, wenn sie stimmt.',
  'error.lease.not_wanted': 'Kein Schritt dieses Dashboards tippt diesen Teil der Anmeldung.',
  'error.lease.password_given':
    'Dieses Passwort wurde einmal eingegeben und hat noch nie funktioniert; es wird nicht von selbst noch einmal eingegeben.',
  'error.lease.does_not_open':
    'Was von dieser Verbindung aufbewahrt ist, lässt sich nicht mehr öffnen. Geben Sie es neu ein.',
  'error.lease.clock_off':
    'Die Uhren des Dienstes und dieses Servers gehen für einen Code zu weit auseinander.',
  'error.connection.grant_not_found': 'Diese Person hat keinen Zugriff auf diese Verbindung.',
  'error.connection.admin_needs_no_grant':
    'Admins dürfen jede Verbindung schon benutzen. Freigegeben wird sie nur für Agenten.',
  'error.connection.reveal_not_granted':
    'Sie dürfen diese Verbindung benutzen, aber ihre Codes nicht sehen. Ein Admin kann es Ihnen erlauben.',
  'error.connection.too_many_codes':
    'Sie haben viele Codes dieser Verbindung bekommen. Warten Sie ein wenig und fragen Sie dann noch einmal.',
  'error.connection.has_no_secret':
    'Diese Verbindung hat keinen geheimen Schlüssel und erzeugt daher keine Codes. Tragen Sie zuerst den Schlüssel ein.',
  'error.connection.secret_does_not_open':
    'Der geheime Schlüssel dieser Verbindung lässt sich nicht mehr öffnen. Tragen Sie ihn noch einmal ein.',
  'error.connection.code_not_yet':
    'Die nächsten Codes dieses Schlüssels sind schon vergeben. Warten Sie ein wenig und fragen Sie dann noch einmal.',
  'error.policy.grace_out_of_range': 'Eine Frist endet in der Zukunft, innerhalb eines Jahres.',
  'error.policy.exemption_out_of_range': 'Eine Ausnahme endet in der Zukunft, innerhalb eines Jahres.',
  'error.authenticator.not_found': 'Diesen Authenticator gibt es nicht mehr.',
  'error.password.no_mail':
    'Dieser Server verschickt keine Mails. Bitten Sie einen Admin Ihrer Organisation um Hilfe.',
  'error.password.reset_invalid':
    'Dieser Link ist abgelaufen oder wurde schon benutzt. Fordern Sie einen neuen an.',
  'error.user.not_found': 'Diesen Benutzer gibt es nicht mehr.',
  'error.user.email_taken': 'Es gibt schon einen Benutzer mit dieser E-Mail-Adresse.',
  'error.user.last_admin':
    'Eine Organisation behält mindestens einen Admin, der sich anmelden kann. Machen Sie zuerst jemand anderen zum Admin.',
  'error.user.is_yourself': 'Das geht nicht mit dem eigenen Konto.',
  'error.user.not_invited': 'Dieser Benutzer hat schon ein Passwort und braucht keine Einladung.',
  'error.organization.sign_up_closed': 'Hier lädt nur ein Betreiber dazu ein, eine Organisation anzulegen.',
  'error.invitation.not_found': 'Diese Einladung gibt es nicht; vielleicht wurde sie benutzt.',
  'error.recovery.not_found': 'Es gibt keine solche Wiederherstellung mehr.',
  'error.recovery.needs_another_operator':
    'Wer eine Wiederherstellung angefordert hat, kann sie nicht freigeben. Das muss ein anderer Betreiber tun.',
  'error.recovery.invalid': 'Dieser Link wurde gestoppt, benutzt oder ist abgelaufen.',
  'error.recovery.too_early':
    'Diese Wiederherstellung ist noch in der Wartezeit. Benutzen Sie den Link später oder lassen Sie sie von einem anderen Betreiber freigeben.',
  'error.alert.target_not_found': 'Dorthin gehen keine Meldungen, oder keine mehr.',
  'error.alert.too_many_targets': 'Meldungen gehen schon an zwanzig Stellen. Nehmen Sie zuerst eine weg.',
  'error.alert.too_many_tests':
    'Gerade wurden viele Tests verschickt. Warten Sie ein wenig, dann schicken Sie einen weiteren.',
  'error.alert.no_mail_server':
    'Dieser Server verschickt keine Mail. Wer ihn betreibt, kann COUNTERSIGN_SMTP_URL setzen; ein Webhook geht auch ohne.',
  'error.dashboard.not_found': 'Dieses Dashboard gibt es nicht.',
  'error.dashboard.too_many':
    'Diese Organisation hat so viele Dashboards, wie sie haben darf. Löschen Sie eines, das kein Bildschirm zeigt.',
  'error.recording.not_yours': 'Jemand anderes zeichnet gerade den Weg zu diesem Dashboard auf.',
  'error.recording.over': 'Diese Aufzeichnung wurde beendet, oder ihre Zeit ist um.',
  'error.dashboard.no_frame': 'Davon gibt es noch kein Bild.',
  'error.dashboard.connection_not_signed_in':
    'Die Verbindung ist nicht angemeldet, deshalb ist durch sie nichts zu sehen. Melden Sie sie zuerst an.',
  'error.preview.not_found': 'Diese Vorschau gibt es nicht mehr. Machen Sie eine neue.',
  'error.playlist.not_found': 'Diese Abfolge gibt es nicht.',
  'error.playlist.dashboard_not_found': 'Eines der Dashboards dieser Abfolge gibt es nicht mehr.',
  'error.playlist.too_many':
    'Diese Organisation hat so viele Abfolgen, wie sie haben darf. Löschen Sie eine, die kein Bildschirm zeigt.',
  'error.screen.required': 'Dieser Bildschirm ist nicht oder nicht mehr gekoppelt.',
  'error.screen.not_found': 'Diesen Bildschirm gibt es nicht.',
  'error.screen.name_taken': 'Ein anderer Bildschirm heißt schon so.',
  'error.screen.too_many':
    'Diese Organisation hat so viele Bildschirme, wie sie haben darf. Entfernen Sie einen, den es nicht mehr gibt.',
  'error.screen.frame_not_found': 'Dieser Bildschirm hat kein solches Bild.',
  'error.pairing.not_found':
    'Kein Bildschirm zeigt diesen Code. Codes gelten zehn Minuten: Nehmen Sie den, der jetzt darauf steht.',
  'error.pairing.too_many_tries':
    'Zu viele Codes, die kein Bildschirm zeigt. Warten Sie ein wenig und geben Sie dann den ein, der auf dem Bildschirm steht.',
  'error.pairing.too_many':
    'Im Moment bitten zu viele Bildschirme um einen Code. Versuchen Sie es in einer Minute wieder.',
  'error.wall_message.not_found': 'Diese Mitteilung gibt es nicht; vielleicht ist sie schon zu Ende.',
  'error.wall_message.empty': 'Geben Sie ein, was die Bildschirme sagen sollen, oder wählen Sie ein Bild.',
  'error.secret.empty': 'Fügen Sie den Schlüssel ein oder wählen Sie das Bild seines QR-Codes.',
  'error.secret.is_a_code':
    'Das ist ein Code, den eine App erzeugt, nicht der Schlüssel dazu. Suchen Sie beim QR-Code nach „Lässt sich nicht scannen?“.',
  'error.secret.is_a_recovery_code':
    'Das sieht nach einem Wiederherstellungscode aus. Bewahren Sie ihn auf; der Schlüssel ist länger und steht beim QR-Code.',
  'error.secret.too_short': 'Das ist zu kurz für einen Schlüssel. Ein Schlüssel hat mindestens 16 Zeichen.',
  'error.secret.for_microsofts_app':
    'Dieser QR-Code ist für die App von Microsoft. Wählen Sie dort „Ich möchte eine andere Authentifikator-App verwenden“ und nehmen Sie den neuen.',
  'error.secret.for_another_app':
    'Das ist für eine eigene App des Dienstes. Richten Sie dort stattdessen eine gewöhnliche Authenticator-App ein.',
  'error.secret.is_a_link':
    'Das ist ein Link zu einer Seite. Der Schlüssel steht auf dieser Seite, beim QR-Code.',
  'error.secret.counter_based':
    'Dieser Authenticator zählt seine Codes (HOTP). Verwendbar sind nur Schlüssel, die nach der Zeit gehen (TOTP).',
  'error.secret.not_a_key':
    'Das ist kein Schlüssel: Schlüssel haben die Buchstaben A bis Z und die Ziffern 2 bis 7.',
  'error.secret.uri_not_understood':
    'Dieser Schlüssel verlangt etwas, das kein üblicher Authenticator kann. Holen Sie sich beim Dienst einen neuen.',
  'error.secret.export_damaged':
    'Dieser Export ist beschädigt oder unvollständig. Erstellen Sie ihn noch einmal.',
  'error.secret.nothing_inside': 'In diesem Export ist kein Authenticator.',
  'error.secret.password_needed': 'Dieser Export ist verschlüsselt. Geben Sie sein Passwort ein.',
  'error.secret.password_wrong': 'Das ist nicht das Passwort dieses Exports.',
  'error.secret.only_its_account_opens_it':
    'Diesen Export kann nur das Konto öffnen, das ihn erstellt hat. Erstellen Sie stattdessen einen mit Passwort.',
  'error.secret.file_unknown': 'Diese Datei ist weder ein Bild noch ein Export, der hier bekannt ist.',
  'error.secret.file_too_large': 'Diese Datei ist größer als jeder Export von Authenticatoren.',
  'error.secret.picture_unreadable':
    'Dieses Bild lässt sich nicht lesen. Speichern Sie es als PNG oder JPEG, oder machen Sie einen Screenshot.',
  'error.secret.picture_too_large': 'Dieses Bild hat zu viele Pixel. Machen Sie ein kleineres.',
  'error.secret.picture_without_code':
    'In diesem Bild wurde kein QR-Code gefunden. Nehmen Sie ihn gerade, scharf und ganz auf, mit weißem Rand.',
  'error.secret.pick_needed': 'In diesem Export sind mehrere Konten. Sagen Sie, welches gemeint ist.',
  'error.secret.pick_unknown': 'Dieses Konto gibt es in diesem Export nicht.',
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
