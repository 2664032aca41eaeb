// The catalogue in Spanish.
import type { Catalogue } from './catalogue.ts'

export const es: Catalogue = {
  'action.back': 'Volver',
  'action.cancel': 'Cancelar',
  'action.continue': 'Continuar',
  'action.copied': 'Copiado',
  'action.copy': 'Copiar',
  'action.copyFailed': 'No copiado',
  'action.done': 'Listo',
  'action.signOut': 'Cerrar sesión',
  'action.openConsole': 'Abrir Countersign',
  'action.openTab': 'Abrir la dirección en una pestaña',
  'action.tryAgain': 'Intentar de nuevo',

  'address.title': '¿Dónde está tu Countersign?',
  'address.lead':
    'La dirección en la que inicias sesión. Tu navegador pregunta después si la extensión puede acceder a ella.',
  'address.label': 'Dirección',
  'address.wrong':
    'Escribe una dirección que empiece por https://. Con http:// solo puede ser este ordenador.',
  'address.refused':
    'Tu navegador no deja que la extensión acceda a esta dirección. Inténtalo de nuevo y permítelo.',
  'address.other': 'Otra dirección',

  'field.email': 'Correo electrónico',
  'field.password': 'Contraseña',
  'field.missing': 'Rellena todos los campos.',
  'code.label': 'Código de seis dígitos',

  'signIn.title': 'Iniciar sesión',
  'signIn.lead': 'En {{host}}, con la cuenta de tu organización.',
  'signIn.submit': 'Iniciar sesión',
  'signIn.startAgain': 'Empezar de nuevo',
  'signIn.code.title': 'Escribe tu código',
  'signIn.code.lead':
    'Abre tu aplicación de autenticación y escribe los seis dígitos que muestra para Countersign.',
  'signIn.recovery.title': 'Usa un código de recuperación',
  'signIn.recovery.lead':
    'Uno de los diez códigos que guardaste al configurar la verificación en dos pasos. Cada uno sirve una vez.',
  'signIn.recovery.label': 'Código de recuperación',
  'signIn.bypass.title': 'Usar un código provisional',
  'signIn.bypass.lead':
    'Te lo da tu administrador o el servicio de ayuda cuando no puedes usar tu aplicación. Sirve una vez, durante unos minutos.',
  'signIn.bypass.label': 'Código provisional',
  'signIn.passkey': 'Iniciar sesión con llave de acceso',
  'signIn.passkey.title': 'Usa tu llave de acceso',
  'signIn.passkey.lead':
    'Se abre una ventana pequeña de tu Countersign. Ahí tu dispositivo te pide el dedo, la cara o el PIN, o tu llave de seguridad.',
  'signIn.passkey.submit': 'Usar llave de acceso',
  'signIn.approval.title': 'Aprueba en tu teléfono',
  'signIn.approval.lead':
    'Abre Countersign en tu teléfono. Allí aparece este inicio de sesión: escribe estas dos cifras.',
  'signIn.approval.number': 'Las dos cifras que hay que escribir en el teléfono',
  'signIn.approval.left': 'Se pregunta a tu teléfono durante {{left}} más',
  'signIn.approval.lastLook': 'Se acabó el tiempo. Se mira una vez más si hubo respuesta.',
  'signIn.approval.broken': 'Se perdió la conexión. Vuelve sola, y las dos cifras siguen siendo válidas.',
  'signIn.approval.ask': 'Preguntar al teléfono',
  'signIn.use.passkey': 'Usar una llave de acceso',
  'signIn.use.approval': 'Aprobar en tu teléfono',
  'signIn.use.totp': 'Usar la aplicación de autenticación',
  'signIn.use.recovery_code': 'Usar un código de recuperación',
  'signIn.use.bypass_code': 'Usar el código provisional que te dio tu administrador',
  'signIn.ticket.title': 'Introduce tu vale',
  'signIn.ticket.lead':
    'Tu organización exige la verificación en dos pasos y, antes de configurarla, un vale de tu administrador.',
  'signIn.ticket.label': 'Vale',

  'enrolment.title': 'Configura la verificación en dos pasos',
  'enrolment.lead':
    'Tu organización pide un segundo paso al iniciar sesión. Escanea este código con una aplicación de autenticación y escribe los seis dígitos que muestra.',
  'enrolment.qr': 'Código QR para tu aplicación de autenticación. La clave de debajo dice lo mismo.',
  'enrolment.key': '¿Sin cámara? Escribe esta clave',
  'enrolment.confirm': 'Confirmar',
  'enrolment.passkey':
    'Una llave de acceso la guarda este dispositivo, tu gestor de contraseñas o una llave de seguridad. Confirmas con el dedo, la cara o el PIN, y no escribes nada.',
  'enrolment.passkey.submit': 'Crear llave de acceso',
  'recoveryCodes.title': 'Guarda tus códigos de recuperación',
  'recoveryCodes.lead':
    'Si pierdes el teléfono, uno de ellos te deja entrar. Cada uno sirve una vez y solo se muestran ahora.',
  'recoveryCodes.list': 'Códigos de recuperación',
  'recoveryCodes.saved': 'Los he guardado',

  'stepUp.title': '¿Eres tú?',
  'stepUp.code': 'Para hacerlo, escribe el código que tu aplicación de autenticación muestra ahora.',
  'stepUp.password': 'Para hacerlo, escribe tu contraseña una vez más.',
  'stepUp.passkey': 'Para esto, confirma con tu llave de acceso que eres tú.',
  'stepUp.none':
    'Esta cuenta no tiene ni aplicación de autenticación ni llave de acceso que se pueda pedir aquí. Hazlo en Countersign.',
  'stepUp.done': 'Eres tú',
  'stepUp.goOn': 'Vuelve a la página y pulsa otra vez el botón de la extensión.',

  'passkey.closed': 'La ventana se cerró antes de terminar. Inténtalo otra vez o de otra manera.',
  'passkey.elsewhere':
    'La ventana fue a otra dirección que la de tu Countersign, así que no se pidió ninguna llave de acceso. Inténtalo otra vez o de otra manera.',
  'passkey.notUsed':
    'No se usó ninguna llave de acceso: se canceló, se acabó el tiempo o este dispositivo no tiene ninguna tuya. Inténtalo otra vez o de otra manera.',
  'passkey.notMade':
    'No se creó ninguna llave de acceso: se canceló o se acabó el tiempo. Inténtalo otra vez o de otra manera.',
  'passkey.alreadyHere':
    'Aquí ya hay una llave de acceso tuya, y sirve. Para otra más, elige otro dispositivo u otra llave.',
  'passkey.address':
    'Las llaves de acceso solo sirven en la dirección propia del servidor, con nombre y por HTTPS. Usa otra manera.',
  'passkey.browser': 'Este navegador no conoce las llaves de acceso. Usa otro navegador u otra manera.',
  'passkey.failed':
    'El navegador no pudo terminar esto con una llave de acceso. Inténtalo otra vez o de otra manera.',

  'codes.title': 'Códigos',
  'codes.here': 'Para esta página',
  'codes.others': 'Otras conexiones',
  'codes.none': 'No hay ninguna conexión que puedas usar. Un administrador añade una o te permite usarla.',
  'codes.search': 'Buscar',
  'codes.fill': 'Rellenar el código',
  'codes.show': 'Mostrar un código',
  'codes.waiting':
    'Esperando un código que aún no se haya dado a nadie. Puede tardar un minuto. Deja esta ventana abierta.',
  'codes.usedUp': 'Escríbelo ahora: no se vuelve a mostrar a nadie',
  'codes.over': 'El tiempo de ese código ha terminado.',
  'codes.noSecret': 'No se guarda ninguna clave, así que no se generan códigos.',

  'connect.title': 'Conectar este servicio',
  'connect.hint':
    'En una página en la que un servicio muestra el código QR o la clave de una aplicación de autenticación.',
  'connect.lead': 'La clave se ha leído de la página. Con los datos de acceso se convierte en una conexión.',
  'connect.noKey':
    'En esta página no se ve ningún código QR de un autenticador ni ninguna clave. Desplázate hasta él o abre el paso en el que el servicio lo muestra, y pulsa el botón otra vez.',
  'connect.name': 'Nombre',
  'connect.service': 'Servicio',
  'connect.url': 'Dirección',
  'connect.username': 'Nombre de usuario allí',
  'connect.password': 'Contraseña allí',
  'connect.submit': 'Conectar',
  'connect.done': 'La conexión está creada',
  'connect.typed': 'Su primer código está escrito en la página: confírmalo allí.',
  'connect.typeYourself': 'Escribe su primer código en la página del servicio y confírmalo allí.',

  'record.title': 'Mostrar el camino a un panel',
  'record.hint': 'Lo que pulses, escribas y desplaces en esta página serán los pasos antes de cada imagen.',
  'record.begun':
    'Desde ahora se graba. Haz en la página lo que haya que hacer y pulsa otra vez el botón de la extensión. Si la página se vuelve a cargar, la grabación ha terminado: empieza otra vez.',
  'record.notHere': 'En esta página no se puede grabar nada.',
  'record.none': 'Todavía no se ha hecho nada en la página.',
  'record.missed.choice':
    'Lo que eliges en una lista o ajustas con un control deslizante no se convierte aquí en un paso.',
  'record.missed.text':
    'Lo que escribes en un texto que se edita en la propia página no se convierte aquí en un paso.',
  'record.missed.frame':
    'Lo que haces en un marco, una página dentro de la página, no se convierte aquí en un paso.',
  'record.missed.sideways': 'Desplazarse hacia los lados no se convierte aquí en un paso.',
  'record.missed.more': 'Caben cincuenta pasos. Lo que hiciste después falta.',
  'record.connection': 'Visto a través de',
  'record.public': 'Ninguna conexión: la página es pública',
  'record.submit': 'Crear un panel',
  'record.goOn': 'Seguir grabando',
  'record.discard': 'Parar y olvidar los pasos',
  'record.done': 'El panel está creado',
  'record.open': 'Abrirlo en Countersign',
  'record.press': 'Pulsar «{{on}}»',
  'record.type': 'Escribir «{{text}}» en «{{on}}»',
  'record.type.username': 'Escribir el nombre de usuario de la conexión',
  'record.type.password': 'Escribir la contraseña de la conexión',
  'record.type.code': 'Escribir un código de la conexión',
  'record.key': 'Pulsar la tecla {{key}}',
  'record.scroll': 'Desplazar {{count}} píxeles',
  'record.wait': 'Esperar {{count}} s',

  'fill.typed': 'El código está escrito.',
  'fill.elsewhere': 'La página es ahora otra. No se ha escrito nada.',
  'fill.no_box':
    'En esta página no se ve ninguna casilla para un código. Si la hay, haz clic en ella y pulsa el botón otra vez.',
  'fill.several': 'Hay varias casillas. Haz clic en la del código y pulsa el botón otra vez.',

  'failure.unreachable':
    'En {{host}} no responde ningún Countersign. ¿Es correcta la dirección, está en marcha el servidor y confía tu navegador en su certificado?',
  'failure.unexpected': 'Algo ha fallado. Cierra esta ventana, ábrela de nuevo e inténtalo otra vez.',
  'failure.tryAgainIn': 'Inténtalo de nuevo en {{count}} s.',

  'error.request.invalid': 'Algo de este formulario no se ha aceptado. Revisa lo que escribiste.',
  'error.request.foreign_origin':
    'El servidor se conoce por otra dirección. Escribe la que aparece en la barra de direcciones de la consola.',
  'error.server.failed':
    'El servidor no ha podido terminar esto. Inténtalo de nuevo; si sigue igual, avisa a tu admin.',
  'error.server.busy': 'El servidor está ocupado. Inténtalo de nuevo en un momento.',
  'error.server.not_ready': 'El servidor todavía se está iniciando. Inténtalo de nuevo en un momento.',
  'error.session.required': 'Tu sesión ha terminado. Inicia sesión de nuevo.',
  'error.sign_in.refused': 'El correo electrónico o la contraseña no es correcto.',
  'error.sign_in.too_many_attempts': 'Demasiados intentos.',
  'error.sign_in.challenge_over': 'Este inicio de sesión ha caducado. Empieza de nuevo con tu contraseña.',
  'error.second_factor.code_wrong': 'Ese código no es correcto. Escribe el que tu aplicación muestra ahora.',
  'error.second_factor.code_used': 'Ese código ya se usó. Espera al siguiente en tu aplicación.',
  'error.second_factor.code_expired': 'Ese código ha caducado. Escribe el que tu aplicación muestra ahora.',
  'error.second_factor.clock_off':
    'El reloj de tu teléfono no está en hora. Ponlo en hora automática y escribe el próximo código.',
  'error.second_factor.too_many_attempts': 'Demasiados códigos incorrectos.',
  'error.second_factor.switched_off':
    'Por demasiados códigos incorrectos, este autenticador está bloqueado. Usa un código de recuperación o pregunta a un admin.',
  'error.second_factor.already_enrolled':
    'La verificación en dos pasos ya está activada para esta cuenta. Inicia sesión de nuevo.',
  'error.second_factor.enrolment_over':
    'Este código QR ya no es válido. Empieza de nuevo para recibir uno nuevo.',
  'error.second_factor.ticket_required':
    'Tu organización pide un vale para configurarla. Te lo da tu administrador.',
  'error.second_factor.ticket_wrong': 'Ese vale no es correcto o ha caducado. Pide otro a tu administrador.',
  'error.recovery_code.wrong': 'Ese código de recuperación no es correcto o ya se usó.',
  'error.bypass_code.wrong': 'Ese código provisional no es correcto, ya se usó o ha caducado.',
  'error.password.wrong': 'Esa no es tu contraseña actual.',
  'error.access.step_up_required': 'Demuestra una vez más que eres tú.',
  'error.passkey.refused': 'Esta llave de acceso no se aceptó. Inténtalo de otra manera.',
  'error.passkey.unavailable': 'Con este servidor no se pueden usar llaves de acceso.',
  'error.passkey.none': 'Esta cuenta no tiene ninguna llave de acceso.',
  'error.approval.none': 'Ningún teléfono de esta cuenta puede responder ahora. Usa otro método.',
  'error.approval.another_waits':
    'Tu teléfono ya pregunta por otro inicio de sesión. Respóndelo primero o usa otro método.',
  'error.approval.too_many':
    'Se preguntó muchas veces a tu teléfono sin un sí, y se le deja en paz por un rato. Usa otro método.',
  'error.approval.refused':
    'Este inicio de sesión se terminó en el teléfono: alguien lo rechazó o escribió otro número. Empieza de nuevo con tu contraseña.',
  'error.approval.expired': 'Nadie respondió a tiempo en el teléfono. Pregunta otra vez o usa otro método.',
  'error.connection.not_found': 'Esta conexión ya no existe o no puedes usarla.',
  'error.connection.has_no_secret': 'Esta conexión no tiene clave secreta, así que no genera códigos.',
  'error.connection.secret_does_not_open':
    'La clave secreta de esta conexión ya no se puede abrir. Un administrador tiene que introducirla de nuevo.',
  'error.connection.reveal_not_granted':
    'Puedes usar esta conexión, pero no ver sus códigos. Un administrador puede permitírtelo.',
  'error.secret':
    'Lo que muestra la página no es una clave que se pueda usar. Abre el paso que muestra el código QR o la clave de una aplicación de autenticación corriente.',
  'error.connection.unknown_service': 'El servidor no conoce ese servicio. Elige otro.',
  'error.connection.origin_not_https':
    'Si la dirección empieza por https://, los datos de acceso solo se escriben en páginas así.',
  'error.connection.code_not_yet': 'Los próximos códigos de esta clave ya se han entregado.',
  'error.connection.too_many_codes': 'Has recibido muchos códigos de esta conexión.',
  'error.dashboard.too_many':
    'Tu organización tiene tantos paneles como puede. Borra uno que ninguna pantalla muestre.',
}
