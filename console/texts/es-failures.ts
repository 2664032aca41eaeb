// What the signed-in pages say of failures, by their codes, in Spanish.
import type { enFailures } from './en-failures.ts'

export const esFailures: Record<keyof typeof enFailures, string> = {
  'error.setup.already_done': 'Esta instalación ya está configurada. Inicia sesión.',
  'error.setup.token_wrong':
    'Este enlace de configuración no es válido. Usa el más reciente que mostró el terminal al iniciar el servidor.',
  'error.approval.not_found': 'Ningún inicio de sesión así espera respuesta; quizá haya terminado.',
  'error.approval.number_wrong':
    'El inicio de sesión muestra otro número y se terminó. Empiézalo de nuevo si es tuyo.',
  'error.approval.device_refused':
    'Este teléfono no puede aprobarlo. Inicia sesión en él con un código o una llave de acceso y regístralo.',
  'error.approval.mobile_only': 'Solo la aplicación de un teléfono aprueba inicios de sesión.',
  'error.approval.too_many_phones':
    'Ningún teléfono más puede aprobar inicios de sesión de esta cuenta. Quita uno que ya no uses.',
  'error.approval.key_wrong': 'Este navegador creó una clave de otro tipo. Inténtalo con uno actual.',
  'error.approval.no_push':
    'Este servidor no avisa a las aplicaciones cerradas. Abre la aplicación para ver qué espera.',
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
  'error.connection.not_found': 'Esta conexión ya no existe.',
  'error.connection.origin_not_https':
    'Como la dirección de esta conexión empieza por https://, cada origen de inicio de sesión también tiene que empezar por https://.',
  'error.connection.unknown_service': 'El servidor no conoce ese servicio. Elige uno de la lista.',
  'error.connection.login_refused':
    'El servicio rechazó este acceso. Cambia el nombre o la contraseña e inténtalo de nuevo.',
  'error.connection.locked_there':
    'El servicio ha bloqueado esta cuenta por un tiempo. Después se volverá a intentar.',
  'error.connection.no_runner':
    'No hay ningún runner que pueda iniciar la sesión. Quien cuida del servidor debe iniciar uno.',
  'error.connection.taken_over':
    'Otro administrador está iniciando sesión allí a mano. Espera a que devuelva la página: diez minutos como máximo.',
  'error.attempt.not_found': 'Este inicio de sesión es demasiado antiguo y ya no se conserva.',
  'error.attempt.not_yours': 'Otra persona se ha hecho cargo de esta página.',
  'error.attempt.over': 'Esta página se devolvió o su tiempo terminó.',
  'error.runner.required': 'Esto es solo para los runners.',
  'error.lease.lost': 'Otro runner se ha hecho cargo.',
  'error.lease.foreign_origin':
    'En esa página no se escribe nada de esta conexión. Añade su dirección a la conexión si es correcta.',
  'error.lease.not_wanted': 'Ningún paso de este panel escribe esa parte del inicio de sesión.',
  'error.lease.password_given':
    'Esta contraseña se escribió una vez y nunca ha funcionado; no se vuelve a escribir por sí sola.',
  'error.lease.does_not_open':
    'Lo que se guarda de esta conexión ya no se puede abrir. Introdúcelo de nuevo.',
  'error.lease.clock_off': 'Los relojes del servicio y de este servidor difieren demasiado para un código.',
  'error.connection.grant_not_found': 'Esta persona no tiene acceso a esta conexión.',
  'error.connection.admin_needs_no_grant':
    'Los administradores ya pueden usar todas las conexiones. Solo los agentes necesitan acceso.',
  'error.connection.reveal_not_granted':
    'Puedes usar esta conexión, pero no ver sus códigos. Un administrador puede permitírtelo.',
  'error.connection.too_many_codes':
    'Has recibido muchos códigos de esta conexión. Espera un poco y vuelve a pedirlo.',
  'error.connection.has_no_secret':
    'Esta conexión no tiene clave secreta, así que no genera códigos. Añade primero la clave.',
  'error.connection.secret_does_not_open':
    'La clave secreta de esta conexión ya no se puede abrir. Introdúcela de nuevo.',
  'error.connection.code_not_yet':
    'Los próximos códigos de esta clave ya se han entregado. Espera un poco y vuelve a pedirlo.',
  'error.policy.grace_out_of_range': 'Un plazo termina en el futuro, dentro de un año.',
  'error.policy.exemption_out_of_range': 'Una excepción termina en el futuro, dentro de un año.',
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
  'error.alert.target_not_found': 'Los avisos no van ahí, o ya no.',
  'error.alert.too_many_targets': 'Los avisos ya van a veinte sitios. Quita uno primero.',
  'error.alert.too_many_tests': 'Se acaban de enviar muchas pruebas. Espera un poco y envía otra.',
  'error.alert.no_mail_server':
    'Este servidor no envía correo. Quien lo administra puede definir COUNTERSIGN_SMTP_URL; un webhook funciona sin él.',
  'error.dashboard.not_found': 'No existe ese panel.',
  'error.dashboard.too_many':
    'Esta organización tiene tantos paneles como puede. Elimina uno que no muestre ninguna pantalla.',
  'error.recording.not_yours': 'Otra persona está grabando el camino a este panel.',
  'error.recording.over': 'Esta grabación se terminó o su tiempo se acabó.',
  'error.dashboard.no_frame': 'Aún no hay ninguna imagen de esto.',
  'error.dashboard.connection_not_signed_in':
    'La conexión no ha iniciado sesión, así que no se ve nada a través de ella. Inicia sesión primero.',
  'error.preview.not_found': 'Esa vista previa ya no existe. Haz una nueva.',
  'error.playlist.not_found': 'No existe esa lista.',
  'error.playlist.dashboard_not_found': 'Uno de los paneles de esta lista ya no existe.',
  'error.playlist.too_many':
    'Esta organización tiene tantas listas como puede. Elimina una que no muestre ninguna pantalla.',
  'error.screen.required': 'Esta pantalla no está vinculada, o ya no lo está.',
  'error.screen.not_found': 'No existe esa pantalla.',
  'error.screen.name_taken': 'Otra pantalla tiene ese nombre.',
  'error.screen.too_many': 'Esta organización tiene tantas pantallas como puede. Quita una que ya no esté.',
  'error.screen.frame_not_found': 'Esta pantalla no tiene esa imagen.',
  'error.pairing.not_found':
    'Ninguna pantalla muestra este código. Los códigos valen diez minutos: usa el que aparece ahora.',
  'error.pairing.too_many_tries':
    'Demasiados códigos que no muestra ninguna pantalla. Espera un poco y escribe el que aparece en la pantalla.',
  'error.pairing.too_many':
    'Demasiadas pantallas piden un código en este momento. Inténtalo de nuevo en un minuto.',
  'error.wall_message.not_found': 'No existe ese mensaje; puede que ya haya terminado.',
  'error.wall_message.empty': 'Escribe lo que deben decir las pantallas o elige una imagen.',
  'error.secret.empty': 'Pega la clave o elige la imagen de su código QR.',
  'error.secret.is_a_code':
    'Esto es un código que genera una aplicación, no la clave con la que se genera. Busca «¿No puedes escanearlo?» junto al código QR.',
  'error.secret.is_a_recovery_code':
    'Esto parece un código de recuperación. Guárdalo; la clave es más larga y está junto al código QR.',
  'error.secret.too_short': 'Esto es demasiado corto para una clave. Una clave tiene 16 letras o más.',
  'error.secret.for_microsofts_app':
    'Este código QR es para la aplicación de Microsoft. Elige allí «Quiero usar otra aplicación de autenticación» y usa el nuevo.',
  'error.secret.for_another_app':
    'Esto es para una aplicación propia del servicio. Configura allí una aplicación de autenticación corriente.',
  'error.secret.is_a_link':
    'Esto es un enlace a una página. La clave está en esa página, junto al código QR.',
  'error.secret.counter_based':
    'Este autenticador cuenta sus códigos (HOTP). Solo sirven las claves que van por la hora (TOTP).',
  'error.secret.not_a_key':
    'Esto no es una clave: las claves tienen las letras de la A a la Z y las cifras del 2 al 7.',
  'error.secret.uri_not_understood':
    'Esta clave pide algo que ningún autenticador corriente hace. Obtén una nueva en el servicio.',
  'error.secret.export_damaged': 'Esta exportación está dañada o incompleta. Hazla otra vez.',
  'error.secret.nothing_inside': 'En esta exportación no hay ningún autenticador.',
  'error.secret.password_needed': 'Esta exportación está cifrada. Escribe su contraseña.',
  'error.secret.password_wrong': 'Esa no es la contraseña de esta exportación.',
  'error.secret.only_its_account_opens_it':
    'Solo la cuenta que hizo esta exportación puede abrirla. Haz una con contraseña.',
  'error.secret.file_unknown': 'Este archivo no es una imagen ni una exportación conocida aquí.',
  'error.secret.file_too_large': 'Este archivo es mayor que cualquier exportación de autenticadores.',
  'error.secret.picture_unreadable':
    'Esta imagen no se puede leer. Guárdala como PNG o JPEG, o haz una captura de pantalla.',
  'error.secret.picture_too_large': 'Esta imagen tiene demasiados píxeles. Haz una más pequeña.',
  'error.secret.picture_without_code':
    'No se encontró ningún código QR en esta imagen. Tómalo recto, nítido y entero, con un borde blanco.',
  'error.secret.pick_needed': 'En esta exportación hay varias cuentas. Di cuál es.',
  'error.secret.pick_unknown': 'No existe esa cuenta en esta exportación.',
  'error.password.wrong': 'Esa no es tu contraseña actual.',
  'error.password.too_short': 'Usa al menos 8 caracteres; 15 o más es mejor.',
  'error.password.too_long': 'Usa como máximo 256 caracteres.',
  'error.password.common':
    'Esta contraseña está en listas de contraseñas conocidas. Elige una que nadie más use.',
  'error.password.is_context_word':
    'Esta contraseña es el nombre de una persona, una dirección o una organización. Elige otra.',
  'error.invitation.invalid': 'Esta invitación ha caducado o ya se usó. Pide a tu admin un enlace nuevo.',
}
