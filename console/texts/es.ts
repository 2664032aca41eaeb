// The catalogue in Spanish.
import type { Catalogue } from './catalogue.ts'

export const es: Catalogue = {
  'action.cancel': 'Cancelar',
  'action.close': 'Cerrar',
  'action.continue': 'Continuar',
  'action.copied': 'Copiado',
  'action.copy': 'Copiar',
  'action.copyFailed': 'No copiado',
  'action.done': 'Listo',
  'action.download': 'Descargar',
  'action.print': 'Imprimir',
  'action.save': 'Guardar',
  'action.toSignIn': 'Ir al inicio de sesión',
  'action.tryAgain': 'Intentar de nuevo',
  loading: 'Cargando',

  'duration.seconds_one': '{{count}} segundo',
  'duration.seconds_other': '{{count}} segundos',
  'duration.minutes_one': '{{count}} minuto',
  'duration.minutes_other': '{{count}} minutos',
  'duration.hours_one': '{{count}} hora',
  'duration.hours_other': '{{count}} horas',

  'field.email': 'Correo electrónico',
  'field.email.wrong': 'Escribe una dirección de correo, como nombre@example.com.',
  'field.name': 'Nombre',
  'field.name.missing': 'Escribe un nombre.',
  'field.organization': 'Nombre de la organización',
  'field.organization.description':
    'Tu empresa o tu equipo. Las aplicaciones de autenticación lo muestran junto al código.',
  'field.organization.missing': 'Escribe un nombre para la organización.',
  'field.organization.short': 'Organización',
  'field.password': 'Contraseña',
  'field.password.missing': 'Escribe la contraseña.',
  'field.password.show': 'Mostrar la contraseña',
  'field.role': 'Rol',
  'field.yourName': 'Tu nombre',

  'newPassword.label': 'Elige una contraseña',
  'newPassword.empty': 'Al menos 8 caracteres; 15 o más es mejor. Varias palabras seguidas funcionan bien.',
  'newPassword.tooShort': 'Todavía corta: al menos 8 caracteres.',
  'newPassword.enough': 'Suficiente. 15 caracteres o más es mejor.',
  'newPassword.advised': 'Una buena longitud.',
  'newPassword.tooLong': 'Demasiado larga: como máximo 256 caracteres.',

  'token.missing': 'Pega el enlace o su token.',

  'role.admin': 'Admin',
  'role.agent': 'Agente',
  'role.operator': 'Operador',
  'role.admin.description': 'Administra los usuarios de la organización.',
  'role.agent.description': 'Inicia sesión y administra su propio perfil.',
  'role.fixed': 'No puedes cambiar tu propio rol. Otro admin puede hacerlo.',

  'preferences.title': 'Preferencias',
  'preferences.lead': 'Valen para este navegador.',
  'preferences.language': 'Idioma',
  'preferences.appearance': 'Apariencia',
  'preferences.appearance.auto': 'Como el sistema',
  'preferences.appearance.light': 'Clara',
  'preferences.appearance.dark': 'Oscura',

  'shell.home': 'Countersign, inicio',
  'shell.menu': 'Menú',
  'shell.navigation': 'Principal',
  'shell.signOut': 'Cerrar sesión',
  'shell.skip': 'Saltar al contenido',

  'unknownPage.title': 'Aquí no hay nada',
  'unknownPage.lead': 'Esta dirección no lleva a ninguna parte. Quizá el enlace se cortó por el camino.',
  'unknownPage.goHome': 'Ir al inicio',
  'brokenPage.title': 'Esta página no se pudo abrir',

  'setup.title': 'Configura Countersign',
  'setup.lead': 'Tu organización y tú, su primer admin. A los demás los añades después.',
  'setup.noToken':
    'El enlace de configuración con su token está en el terminal donde se inició Countersign. Abre ese enlace o pégalo aquí.',
  'setup.token.label': 'Enlace o token de configuración',
  'setup.token.description':
    'El terminal lo muestra en cada inicio, salvo que el operador haya fijado el token.',
  'setup.submit': 'Configurar e iniciar sesión',
  'setup.done.title': 'Ya está configurado',
  'setup.done.lead': 'Esta instalación ya tiene su organización. Inicia sesión para continuar.',

  'signIn.title': 'Iniciar sesión',
  'signIn.lead': 'Con la cuenta de tu organización.',
  'signIn.submit': 'Iniciar sesión',
  'signIn.notYou': '¿No eres tú?',
  'signIn.sessionEnded': 'Tu sesión ha terminado. Inicia sesión de nuevo y volverás adonde estabas.',
  'signIn.signedOut': 'Has cerrado la sesión.',
  'signIn.toGoOn': 'Inicia sesión para abrir esta página.',
  'signIn.code.title': 'Escribe tu código',
  'signIn.code.lead':
    'Abre tu aplicación de autenticación y escribe los seis dígitos que muestra para Countersign.',
  'signIn.useRecoveryCode': 'Usar un código de recuperación',
  'signIn.useApp': 'Usar la aplicación de autenticación',
  'signIn.recovery.title': 'Usa un código de recuperación',
  'signIn.recovery.lead':
    'Uno de los diez códigos que guardaste al configurar la verificación en dos pasos. Cada uno sirve una vez.',
  'signIn.recovery.label': 'Código de recuperación',
  'signIn.recovery.description': 'Los guiones, los espacios y las mayúsculas no importan.',
  'signIn.recovery.missing': 'Escribe uno de tus códigos de recuperación.',

  'code.label': 'Código de seis dígitos',
  'code.tooShort': 'Escribe los seis dígitos.',

  'invitation.title': 'Tu invitación',
  'invitation.join': 'Únete a {{organization}}',
  'invitation.lead': 'Te han invitado. Elige una contraseña y ya estás dentro.',
  'invitation.leadNamed': 'Te damos la bienvenida, {{name}}. Elige una contraseña y ya estás dentro.',
  'invitation.noToken': 'Abre el enlace que te dio tu admin o pégalo aquí.',
  'invitation.token.label': 'Enlace de invitación',
  'invitation.submit': 'Aceptar la invitación',
  'invitation.accepted': 'Tu contraseña está guardada. Inicia sesión con ella para continuar.',

  'enrolment.title': 'Configura la verificación en dos pasos',
  'enrolment.required':
    'Tu organización pide un segundo paso al iniciar sesión: un código de una aplicación en tu teléfono. Se tarda un minuto.',
  'enrolment.scan.title': 'Escanea este código con tu aplicación de autenticación',
  'enrolment.scan.description':
    'Google Authenticator, Microsoft Authenticator, 2FAS, Aegis, 1Password: sirve cualquier aplicación de códigos de un solo uso.',
  'enrolment.qr.alt': 'Código QR para tu aplicación de autenticación. La clave de al lado dice lo mismo.',
  'enrolment.openHere': 'Abrir en este dispositivo',
  'enrolment.key': '¿Sin cámara? Escribe esta clave',
  'enrolment.key.label': 'Clave',
  'enrolment.key.copy': 'Copiar la clave',
  'enrolment.settings': 'Si la aplicación lo pregunta',
  'enrolment.settingsText': 'Basado en tiempo, {{algorithm}}, {{digits}} dígitos, cada {{seconds}} segundos',
  'enrolment.account': 'En la aplicación aparece como',
  'enrolment.confirm.title': 'Escribe el código',
  'enrolment.confirm.description':
    'Los seis dígitos que la aplicación muestra ahora demuestran que funciona.',
  'enrolment.confirm.submit': 'Confirmar',
  'enrolment.renewed':
    'El código QR anterior ya no era válido. Borra esa entrada en tu aplicación y escanea este nuevo.',

  'recoveryCodes.title': 'Guarda tus códigos de recuperación',
  'recoveryCodes.lead':
    'Si pierdes el teléfono, uno de ellos te deja entrar. Cada uno sirve una vez y solo se muestran ahora.',
  'recoveryCodes.short': 'Códigos de recuperación',
  'recoveryCodes.listLabel': 'Códigos de recuperación',
  'recoveryCodes.saved': 'Los he guardado',
  'recoveryCodes.hint': 'Para el día en que no tengas el teléfono a mano. Cada uno sirve una vez.',
  'recoveryCodes.left_one': 'Queda {{count}}',
  'recoveryCodes.left_other': 'Quedan {{count}}',
  'recoveryCodes.renew': 'Crear códigos nuevos',
  'recoveryCodes.renewTitle': '¿Crear códigos de recuperación nuevos?',
  'recoveryCodes.renewText': 'Recibes diez códigos nuevos. Los que tienes ahora dejan de servir al momento.',
  'recoveryCodes.fileName': 'countersign-codigos-de-recuperacion.txt',
  'recoveryCodes.fileTitle': 'Códigos de recuperación de Countersign de {{account}}',
  'recoveryCodes.fileHint':
    'Cada código sirve una vez. Guárdalos lejos del teléfono con la aplicación de autenticación.',

  'freshCode.title': '¿Eres tú?',
  'freshCode.description':
    'Para hacer esto, escribe el código que tu aplicación de autenticación muestra ahora.',

  'profile.title': 'Perfil',
  'profile.lead': 'Tu cuenta y cómo está protegida.',
  'profile.account': 'Cuenta',
  'profile.noName': 'Sin indicar',

  'twoFactor.title': 'Verificación en dos pasos',
  'twoFactor.on': 'Activada',
  'twoFactor.off': 'Desactivada',
  'twoFactor.onLead':
    'Al iniciar sesión, después de la contraseña se pide un código de tu aplicación de autenticación.',
  'twoFactor.offLead':
    'Solo tu contraseña protege esta cuenta. Con la verificación en dos pasos, una contraseña robada no abre nada por sí sola.',
  'twoFactor.required':
    'Un admin exige la verificación en dos pasos para tu cuenta. Solo un admin puede quitar esa exigencia.',
  'twoFactor.requiredSince':
    'Un admin exige la verificación en dos pasos para tu cuenta desde el {{day}}. Solo un admin puede quitar esa exigencia.',
  'twoFactor.requiredNotYet':
    'Un admin exige la verificación en dos pasos para tu cuenta. Configúrala ahora o en tu próximo inicio de sesión.',
  'twoFactor.turnOn': 'Activar la verificación en dos pasos',
  'twoFactor.turnedOn': 'La verificación en dos pasos está activada.',
  'twoFactor.turnOff': 'Desactivar la verificación en dos pasos',
  'twoFactor.turnedOff': 'La verificación en dos pasos está desactivada.',
  'twoFactor.turnOff.hint':
    'Aquí la verificación en dos pasos es decisión tuya. Puedes volver a desactivarla.',
  'twoFactor.turnOff.title': '¿Desactivar la verificación en dos pasos?',
  'twoFactor.turnOff.text':
    'Se borran tus autenticadores y códigos de recuperación, y terminan tus otras sesiones. Escribe tu contraseña para confirmar.',
  'twoFactor.turnOff.code': 'También hace falta un código actual de tu aplicación de autenticación.',

  'authenticators.title': 'Autenticadores',
  'authenticators.add': 'Añadir otro',
  'authenticators.addTitle': 'Añadir un autenticador',
  'authenticators.addedNow': 'El autenticador está añadido.',
  'authenticators.added': 'Añadido: {{moment}}',
  'authenticators.lastUsed': 'Último uso: {{moment}}',
  'authenticators.name.description': 'Para distinguirlo de los demás, como «Tableta de casa».',
  'authenticators.rename': 'Cambiar nombre',
  'authenticators.renameNamed': 'Cambiar el nombre de {{name}}',
  'authenticators.renameTitle': 'Cambiar el nombre del autenticador',
  'authenticators.remove': 'Quitar',
  'authenticators.removeNamed': 'Quitar {{name}}',
  'authenticators.removeTitle': '¿Quitar {{name}}?',
  'authenticators.removeText': 'Sus códigos dejan de servir al momento. Tus otros autenticadores se quedan.',
  'authenticators.removeLastText':
    'Es el último: con él se desactiva la verificación en dos pasos y se borran tus códigos de recuperación.',
  'authenticators.removeConfirm': 'Quitar el autenticador',
  'authenticators.removed': '{{name}} está quitado.',
  'authenticators.switchedOff': 'Bloqueado',
  'authenticators.switchedOff.hint': 'Por demasiados códigos incorrectos. Quítalo y añádelo de nuevo.',

  'users.title': 'Usuarios',
  'users.lead': 'Todas las personas que pueden iniciar sesión en {{organization}}.',
  'users.add': 'Añadir usuario',
  'users.added': '{{name}} está en la lista.',
  'users.search': 'Buscar por nombre o dirección',
  'users.count_one': '{{count}} usuario',
  'users.count_other': '{{count}} usuarios',
  'users.countSoFar_one': 'El primer usuario',
  'users.countSoFar_other': 'Los primeros {{count}} usuarios',
  'users.more': 'Cargar más',
  'users.you': 'Tú',
  'users.never': 'Nunca',
  'users.column.user': 'Usuario',
  'users.column.state': 'Cuenta',
  'users.column.secondFactor': 'Dos pasos',
  'users.column.lastSignIn': 'Último inicio de sesión',
  'users.column.actions': 'Acciones',
  'users.actionsFor': 'Acciones para {{name}}',
  'users.nobody.title': 'Nadie coincide con «{{search}}»',
  'users.nobody.text': 'Prueba con una parte del nombre o de la dirección de correo.',
  'users.nobody.clear': 'Mostrar todos',
  'users.alone.title': 'Por ahora solo estás tú',
  'users.alone.text':
    'Añade a las personas de tu organización y decide para cada una si la verificación en dos pasos es obligatoria.',
  'users.alone.add': 'Añadir el primer usuario',

  'user.state.active': 'Activa',
  'user.state.invited': 'Invitada',
  'user.state.disabled': 'Suspendida',
  'user.secondFactor.enrolled': 'Configurada',
  'user.secondFactor.notYet': 'Sin configurar',
  'user.secondFactor.off': 'Desactivada',
  'user.secondFactor.required': 'Obligatoria',

  'users.requireSecondFactor': 'Exigir la verificación en dos pasos',
  'users.requireSecondFactor.description':
    'En el próximo inicio de sesión, el usuario configura una aplicación de autenticación y no puede seguir sin ella.',
  'users.firstSignIn': 'Primer inicio de sesión',
  'users.firstSignIn.invitation': 'Con un enlace de invitación',
  'users.firstSignIn.invitation.description': 'Tú entregas un enlace y el usuario elige la contraseña.',
  'users.firstSignIn.password': 'Con una contraseña que tú fijas',
  'users.firstSignIn.password.description': 'El usuario puede iniciar sesión al momento.',

  'users.action.edit': 'Editar',
  'users.action.require': 'Exigir dos pasos',
  'users.action.lift': 'Dejar de exigir dos pasos',
  'users.action.invite': 'Crear nuevo enlace de invitación',
  'users.action.disable': 'Suspender',
  'users.action.enable': 'Reactivar',
  'users.action.delete': 'Eliminar',
  'users.edit.title': 'Editar {{name}}',
  'users.edit.done': '{{name}}: cambios guardados.',
  'users.require.title': '¿Exigir la verificación en dos pasos a {{name}}?',
  'users.require.text':
    'En el próximo inicio de sesión, {{name}} configura una aplicación de autenticación y no puede seguir sin ella.',
  'users.require.textEnrolled': '{{name}} ya tiene la verificación en dos pasos y no podrá desactivarla.',
  'users.require.done': 'La verificación en dos pasos es obligatoria para {{name}}.',
  'users.lift.title': '¿Dejar de exigir la verificación en dos pasos a {{name}}?',
  'users.lift.text': 'Lo configurado sigue activo. {{name}} podrá desactivarlo.',
  'users.lift.done': 'La verificación en dos pasos ya no es obligatoria para {{name}}.',
  'users.disable.title': '¿Suspender a {{name}}?',
  'users.disable.text':
    'Se cierran al momento todas las sesiones de {{name}}, y no podrá iniciar sesión hasta que reactives la cuenta.',
  'users.disable.done': 'La cuenta de {{name}} está suspendida.',
  'users.enable.title': '¿Reactivar a {{name}}?',
  'users.enable.text':
    '{{name}} puede volver a iniciar sesión, con la misma contraseña y los mismos autenticadores que antes.',
  'users.enable.done': 'La cuenta de {{name}} está activa.',
  'users.delete.title': '¿Eliminar a {{name}}?',
  'users.delete.text':
    'La cuenta {{email}} desaparece para siempre, con sus autenticadores y sesiones. No se puede deshacer.',
  'users.delete.done': 'La cuenta de {{name}} está eliminada.',
  'users.invite.title': '¿Nuevo enlace de invitación para {{name}}?',
  'users.invite.text': 'El enlace que se creó antes deja de servir.',

  'invitationLink.title': 'Invitación para {{name}}',
  'invitationLink.text': 'Entrega tú este enlace. Sirve una vez y solo se muestra ahora.',
  'invitationLink.label': 'Enlace de invitación',
  'invitationLink.until': 'Válido hasta: {{moment}}',
  'invitationLink.copy': 'Copiar el enlace',

  'failure.unreachable': 'No se puede contactar con el servidor. Comprueba tu conexión e inténtalo de nuevo.',
  'failure.unexpected': 'Algo ha fallado en esta página. Vuelve a cargarla e inténtalo de nuevo.',
  'failure.tryAgainIn': 'Inténtalo de nuevo en {{duration}}.',
  'failure.tryAgainNow': 'Ya puedes intentarlo de nuevo.',
  'failure.tryAgainLater': 'Espera un poco e inténtalo de nuevo.',
  'failure.clockBehind':
    'El reloj de tu teléfono va {{duration}} atrasado. Ponlo en hora automática y escribe el próximo código.',
  'failure.clockAhead':
    'El reloj de tu teléfono va {{duration}} adelantado. Ponlo en hora automática y escribe el próximo código.',

  'error.request.invalid': 'Algo de este formulario no se ha aceptado. Revisa lo que escribiste.',
  'error.request.not_json': 'Esta página y el servidor no encajan. Vuelve a cargar la página.',
  'error.request.too_large': 'Eso es más de lo que acepta el servidor.',
  'error.request.foreign_origin':
    'El servidor se conoce por otra dirección. Abre Countersign en su propia dirección e inténtalo de nuevo.',
  'error.request.no_such_path': 'Esta página y el servidor no encajan. Vuelve a cargar la página.',
  'error.request.method_not_allowed': 'Esta página y el servidor no encajan. Vuelve a cargar la página.',
  'error.server.failed':
    'El servidor no ha podido terminar esto. Inténtalo de nuevo; si sigue igual, avisa a tu admin.',
  'error.server.busy': 'El servidor está ocupado.',
  'error.server.not_ready': 'El servidor todavía se está iniciando. Inténtalo de nuevo en un momento.',
  'error.setup.already_done': 'Esta instalación ya está configurada. Inicia sesión.',
  'error.setup.token_wrong':
    'Este enlace de configuración no es válido. Usa el más reciente que mostró el terminal al iniciar el servidor.',
  'error.sign_in.refused': 'El correo electrónico o la contraseña no es correcto.',
  'error.sign_in.too_many_attempts': 'Demasiados intentos.',
  'error.sign_in.challenge_over': 'Este inicio de sesión ha caducado. Empieza de nuevo con tu contraseña.',
  'error.session.required': 'Tu sesión ha terminado. Inicia sesión de nuevo.',
  'error.access.admin_required': 'Solo un admin de la organización puede hacer esto.',
  'error.access.help_desk_required':
    'Solo un administrador o el servicio de ayuda de tu organización puede hacerlo.',
  'error.access.operator_required': 'Solo un operador de esta instalación puede hacerlo.',
  'error.access.step_up_required': 'Demuestra una vez más que eres tú.',
  'error.second_factor.code_wrong': 'Ese código no es correcto. Escribe el que tu aplicación muestra ahora.',
  'error.second_factor.code_used': 'Ese código ya se usó. Espera al siguiente en tu aplicación.',
  'error.second_factor.code_expired': 'Ese código ha caducado. Escribe el que tu aplicación muestra ahora.',
  'error.second_factor.clock_off':
    'El reloj de tu teléfono no está en hora. Ponlo en hora automática y escribe el próximo código.',
  'error.second_factor.too_many_attempts': 'Demasiados códigos incorrectos.',
  'error.second_factor.switched_off':
    'Por demasiados códigos incorrectos, este autenticador está bloqueado. Usa un código de recuperación o pregunta a un admin.',
  'error.second_factor.required_by_admin':
    'La verificación en dos pasos es obligatoria para esta cuenta. Solo un admin puede quitar esa exigencia.',
  'error.second_factor.not_enrolled': 'La verificación en dos pasos no está activada para esta cuenta.',
  'error.second_factor.already_enrolled':
    'La verificación en dos pasos ya está activada para esta cuenta. Inicia sesión de nuevo.',
  'error.second_factor.fresh_code_required':
    'Para esto hace falta un código actual de tu aplicación de autenticación.',
  'error.second_factor.enrolment_over':
    'Este código QR ya no es válido. Empieza de nuevo para recibir uno nuevo.',
  'error.authenticator.not_found': 'Este autenticador ya no existe.',
  'error.recovery_code.wrong': 'Ese código de recuperación no es correcto o ya se usó.',
  'error.password.wrong': 'Esa no es tu contraseña actual.',
  'error.password.too_short': 'Usa al menos 8 caracteres; 15 o más es mejor.',
  'error.password.too_long': 'Usa como máximo 256 caracteres.',
  'error.password.common':
    'Esta contraseña está en listas de contraseñas conocidas. Elige una que nadie más use.',
  'error.password.is_context_word':
    'Esta contraseña es el nombre de una persona, una dirección o una organización. Elige otra.',
  'error.user.not_found': 'Este usuario ya no existe.',
  'error.user.email_taken': 'Ya hay un usuario con esta dirección de correo.',
  'error.user.last_admin':
    'Una organización conserva al menos un admin que pueda iniciar sesión. Nombra antes admin a otra persona.',
  'error.user.is_yourself': 'No puedes hacer esto con tu propia cuenta.',
  'error.user.not_invited': 'Este usuario ya tiene contraseña y no necesita invitación.',
  'error.invitation.invalid': 'Esta invitación ha caducado o ya se usó. Pide a tu admin un enlace nuevo.',
}
