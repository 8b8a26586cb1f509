import type { MailMessages } from "./en";

export const es: MailMessages = {
  language: "es",
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
