import type { MailMessages } from "./en";

export const es: MailMessages = {
  language: "es",
  account: {
    signUp: {
      subject: "Confirme su dirección para Tranche",
      text: "Abra el enlace para crear su cuenta y su organización. Vale 24 horas y funciona una sola vez.",
      open: "Crear mi cuenta",
      note: "¿Nadie lo ha pedido? No haga nada: sin el enlace no se crea ninguna cuenta.",
    },
    signUpKnown: {
      subject: "Ya tiene una cuenta en Tranche",
      text: "Alguien, probablemente usted, ha querido crear una cuenta con esta dirección. Ya existe una: inicie sesión con ella o pida allí una contraseña nueva.",
      open: "Iniciar sesión",
      note: "¿No ha sido usted? No haga nada: nada ha cambiado.",
    },
    signIn: {
      subject: "Su enlace para entrar en Tranche",
      text: "Abra el enlace para iniciar sesión. Vale 15 minutos y funciona una sola vez, en cualquier navegador.",
      open: "Iniciar sesión",
      note: "¿No lo ha pedido? No haga nada y no dé el enlace a nadie: quien lo abre es usted.",
    },
    reset: {
      subject: "Elija una contraseña nueva para Tranche",
      text: "Abra el enlace para elegir una contraseña nueva. Vale 30 minutos y funciona una sola vez. Después se cierra la sesión en todos los dispositivos.",
      open: "Elegir una contraseña",
      note: "¿No lo ha pedido? No haga nada: su contraseña sigue igual.",
    },
    newAddress: {
      subject: "Confirme su nueva dirección para Tranche",
      text: "Abra el enlace para iniciar sesión con {email} a partir de ahora. Vale una hora y funciona una sola vez.",
      open: "Confirmar esta dirección",
      note: "¿No lo ha pedido? No haga nada: ninguna cuenta toma su dirección.",
    },
    addressChanged: {
      subject: "Su dirección en Tranche ha cambiado",
      text: "Su cuenta tiene ahora la dirección {email}. Los correos llegarán allí.",
      open: "Abrir mi cuenta",
      note: "¿No ha sido usted? Avise enseguida al propietario de su organización.",
    },
    passwordChanged: {
      subject: "Su contraseña de Tranche ha cambiado",
      text: "Su cuenta tiene una contraseña nueva. Se ha cerrado la sesión en los demás dispositivos.",
      open: "Abrir mi cuenta",
      note: "¿No ha sido usted? Pida enseguida una contraseña nueva en la página de inicio de sesión.",
    },
    secondFactorOn: {
      subject: "La verificación en dos pasos está activada",
      text: "Al entrar en Tranche se pide ahora un código de su autenticador. Guarde los códigos de recuperación lejos de su dispositivo.",
      open: "Abrir mi cuenta",
      note: "¿No ha sido usted? Pida enseguida una contraseña nueva en la página de inicio de sesión y avise al propietario de su organización.",
    },
    secondFactorOff: {
      subject: "La verificación en dos pasos está desactivada",
      text: "Al entrar en Tranche ya no se pide ningún código.",
      open: "Abrir mi cuenta",
      note: "¿No ha sido usted? Pida enseguida una contraseña nueva en la página de inicio de sesión.",
    },
    accountLinked: {
      subject: "Puede iniciar sesión con {provider}",
      text: "Su cuenta se ha abierto con {provider} por primera vez. {provider} ha confirmado su dirección, así que ambas llevan a la misma cuenta.",
      open: "Abrir mi cuenta",
      note: "¿No ha sido usted? Avise enseguida al propietario de su organización.",
    },
    organizationClosing: {
      subject: "{organization} se eliminará el {date}",
      text: "{person} ha pedido que se elimine {organization}. Sus trabajos se cancelan y ya no se empieza nada nuevo. El {date} se eliminan para siempre sus datos, resultados, claves y ajustes. Hasta entonces, un propietario puede conservarla y llevarse todo lo que contiene.",
      open: "Abrir los ajustes",
      note: "¿Ha sido un error? Elija allí «Conservar la organización» antes de ese día.",
    },
    organizationKept: {
      subject: "{organization} se conserva",
      text: "{person} ha retirado la eliminación de {organization}. No se ha eliminado nada. Los trabajos que se cancelaron entretanto siguen cancelados.",
      open: "Abrir los ajustes",
      note: "Recibe este mensaje porque es propietario de la organización.",
    },
    organizationRemoved: {
      subject: "{organization} se ha eliminado",
      text: "El {date} se eliminó todo lo de {organization}: {datasets} conjuntos de datos y {jobs} trabajos con {objects} objetos almacenados ({size}), y sus claves, de modo que ninguna copia de ellos puede abrirse ya. En los proveedores se eliminaron los archivos de {removed} lotes; los de {kept} se quedan porque una conexión está configurada para dejarlos, y los de {refused} porque el proveedor lo rechazó.",
      open: "Abrir Tranche",
      note: "Este es su comprobante. Su propia cuenta se conserva. Las copias de seguridad de esta instalación desaparecen cuando vence su plazo.",
    },
    invitation: {
      subject: "Le han invitado a {organization}",
      text: "{inviter} le invita a trabajar con {organization} en Tranche. Abra el enlace para aceptar. Vale siete días y funciona una sola vez.",
      open: "Ver la invitación",
      note: "¿No sabe quién es? No haga nada: sin el enlace nadie entra con su dirección.",
    },
    removed: {
      subject: "Ya no está en {organization}",
      text: "Le han retirado de {organization}. Las claves de API que creó allí ya no valen. Su cuenta sigue igual.",
      open: "Abrir Tranche",
      note: "¿No lo esperaba? Pregunte a un propietario de la organización.",
    },
    ownershipGiven: {
      subject: "{organization} es ahora suya",
      text: "{person} le ha traspasado {organization}. Como propietario, usted decide sobre sus miembros, su dinero y su final.",
      open: "Abrir los ajustes",
      note: "¿No lo esperaba? Hable con quien se la ha traspasado.",
    },
    ownershipTaken: {
      subject: "{organization} tiene un nuevo propietario",
      text: "Ha traspasado {organization} a {person} y ahora es administrador en ella.",
      open: "Abrir los ajustes",
      note: "¿No ha sido usted? Cambie su contraseña enseguida y hable con el nuevo propietario.",
    },
  },
  jobEnded: {
    subject: {
      completed: "El trabajo «{name}» ha terminado",
      completed_with_errors: "El trabajo «{name}» ha terminado con errores",
      failed: "El trabajo «{name}» ha fallado",
      cancelled: "El trabajo «{name}» se ha cancelado",
    },
    intro: {
      completed: "Todas las filas tienen su resultado.",
      completed_with_errors:
        "Algunas filas no tienen resultado. El archivo de resultados dice por qué, fila por fila.",
      failed: "Ninguna fila tiene resultado. La página del trabajo dice qué ha pasado.",
      cancelled: "Las filas que ya estaban hechas tienen su resultado.",
    },
    rows: "Filas",
    succeeded: "Correctas",
    failed: "Fallidas",
    expired: "Caducadas",
    cancelled: "Canceladas",
    billed: "Facturado",
    realtime: "Los mismos resultados en tiempo real",
    savings: "Ahorrado",
    unpriced: {
      one: "Una fila no tiene precio conocido y no está en estos importes.",
      other: "{count} filas no tienen precio conocido y no están en estos importes.",
    },
    simulated:
      "El dinero es simulado: este trabajo se ejecutó en el entorno de pruebas y nadie ha pagado nada.",
    open: "Abrir el trabajo",
  },
};
