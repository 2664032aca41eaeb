// What the signed-in pages say of failures, by their codes, in Spanish.
import type { enFailures } from './en-failures.ts'

export const esFailures: Record<keyof typeof enFailures, string> = {
  'error.setup.already_done': 'Esta instalación ya está configurada. Inicia sesión.',
  'error.setup.token_wrong':
    'Este enlace de configuración no es válido. Usa el más reciente que mostró el terminal al iniciar el servidor.',
  'error.trusted_device.not_found': 'No existe ese navegador de confianza; quizá haya vencido su plazo.',
  'error.session.not_found': 'No existe esa sesión; puede que ya haya terminado.',
  'error.access.admin_required': 'Solo un admin de la organización puede hacer esto.',
  'error.access.help_desk_required':
    'Solo un administrador o el servicio de ayuda de tu organización puede hacerlo.',
  'error.access.operator_required': 'Solo un operador de esta instalación puede hacerlo.',
  'error.access.step_up_required': 'Demuestra una vez más que eres tú.',
  'error.access.beyond_help_desk':
    'El servicio de ayuda atiende a los agentes. Para administradores y para el propio servicio, pide ayuda a un administrador.',
  'error.user.help_desk_is_for_agents':
    'Los administradores ya pueden ayudar a todos. Solo un agente puede ser del servicio de ayuda.',
  'error.policy.grace_out_of_range': 'Un plazo termina en el futuro, dentro de un año.',
  'error.policy.exemption_out_of_range': 'Una excepción termina en el futuro, dentro de un año.',
  'error.second_factor.required_by_admin':
    'La verificación en dos pasos es obligatoria para esta cuenta. Solo un admin puede quitar esa exigencia.',
  'error.second_factor.not_enrolled': 'La verificación en dos pasos no está activada para esta cuenta.',
  'error.second_factor.fresh_code_required':
    'Para esto hace falta un código actual de tu aplicación de autenticación.',
  'error.authenticator.not_found': 'Este autenticador ya no existe.',
  'error.password.no_mail':
    'Este servidor no envía correos. Pide ayuda a un administrador de tu organización.',
  'error.password.reset_invalid': 'Este enlace ha caducado o ya se usó. Pide otro.',
  'error.user.not_found': 'Este usuario ya no existe.',
  'error.user.email_taken': 'Ya hay un usuario con esta dirección de correo.',
  'error.user.last_admin':
    'Una organización conserva al menos un admin que pueda iniciar sesión. Nombra antes admin a otra persona.',
  'error.user.is_yourself': 'No puedes hacer esto con tu propia cuenta.',
  'error.user.not_invited': 'Este usuario ya tiene contraseña y no necesita invitación.',
  'error.organization.sign_up_closed': 'Aquí solo un operador invita a crear una organización.',
  'error.invitation.not_found': 'No existe esa invitación; puede que ya se haya usado.',
  'error.recovery.not_found': 'No hay ninguna recuperación así que aún pueda usarse.',
  'error.recovery.needs_another_operator':
    'Quien pidió la recuperación no puede aprobarla. Debe hacerlo otro operador.',
  'error.recovery.invalid': 'Este enlace se detuvo, se usó o ha caducado.',
  'error.recovery.too_early':
    'Esta recuperación aún está en espera. Usa el enlace más tarde o pide que otro operador la apruebe.',
}
