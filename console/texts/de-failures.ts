// What the signed-in pages say of failures, by their codes, in German.
import type { enFailures } from './en-failures.ts'

export const deFailures: Record<keyof typeof enFailures, string> = {
  'error.setup.already_done': 'Diese Installation ist schon eingerichtet. Melden Sie sich stattdessen an.',
  'error.setup.token_wrong':
    'Dieser Einrichtungslink gilt nicht. Verwenden Sie den neuesten, den das Terminal beim Start des Servers gezeigt hat.',
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
  'error.policy.grace_out_of_range': 'Eine Frist endet in der Zukunft, innerhalb eines Jahres.',
  'error.policy.exemption_out_of_range': 'Eine Ausnahme endet in der Zukunft, innerhalb eines Jahres.',
  'error.second_factor.required_by_admin':
    'Für dieses Konto ist Zwei-Faktor Pflicht. Nur ein Admin kann das aufheben.',
  'error.second_factor.not_enrolled': 'Für dieses Konto ist Zwei-Faktor nicht eingeschaltet.',
  'error.second_factor.fresh_code_required':
    'Dafür ist ein aktueller Code aus Ihrer Authenticator-App nötig.',
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
}
