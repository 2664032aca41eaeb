// What the page says, in the language of the browser.
export interface Texts {
  pair: string
  how: (address: string) => string
  scan: string
  compare: string
  busy: string
  offline: string
  nothing: string
  nothingHint: string
  closed: string
  noPicture: string
  updated: (time: string, ago: string) => string
  minutes: (count: number) => string
  hours: (count: number) => string
  days: (count: number) => string
}

const en: Texts = {
  pair: 'Pair this screen',
  how: (address) => `Open ${address}, choose Screens, then “Pair a screen”, and type this code:`,
  scan: 'Or scan this with a phone:',
  compare: 'Pair it only where you see these two words, too:',
  busy: 'Asking for a code …',
  offline: 'The server cannot be reached. Trying again …',
  nothing: 'Nothing was chosen for this screen yet',
  nothingHint: 'Choose a dashboard or a playlist for it in the console.',
  closed: 'Nothing to show at this hour',
  noPicture: 'The first picture is being made',
  updated: (time, ago) => `Updated ${time} (${ago} ago)`,
  minutes: (count) => `${count} min`,
  hours: (count) => `${count} h`,
  days: (count) => (count === 1 ? '1 day' : `${count} days`),
}

const de: Texts = {
  pair: 'Diesen Bildschirm koppeln',
  how: (address) =>
    `${address} öffnen, „Bildschirme“ wählen, dann „Bildschirm koppeln“, und diesen Code eintippen:`,
  scan: 'Oder dies mit einem Telefon scannen:',
  compare: 'Nur koppeln, wenn dort auch diese zwei Wörter stehen:',
  busy: 'Ein Code wird geholt …',
  offline: 'Der Server ist nicht zu erreichen. Es wird weiter versucht …',
  nothing: 'Für diesen Bildschirm ist noch nichts gewählt',
  nothingHint: 'Wählen Sie in der Konsole ein Dashboard oder eine Wiedergabeliste.',
  closed: 'Um diese Zeit gibt es nichts zu zeigen',
  noPicture: 'Das erste Bild wird gerade gemacht',
  updated: (time, ago) => `Stand ${time} (vor ${ago})`,
  minutes: (count) => `${count} min`,
  hours: (count) => `${count} h`,
  days: (count) => (count === 1 ? '1 Tag' : `${count} Tagen`),
}

const es: Texts = {
  pair: 'Emparejar esta pantalla',
  how: (address) =>
    `Abre ${address}, elige Pantallas, luego «Emparejar una pantalla», y escribe este código:`,
  scan: 'O escanea esto con un teléfono:',
  compare: 'Emparéjala solo si allí ves también estas dos palabras:',
  busy: 'Pidiendo un código …',
  offline: 'No se puede llegar al servidor. Se sigue intentando …',
  nothing: 'Aún no se ha elegido nada para esta pantalla',
  nothingHint: 'Elige para ella un panel o una lista en la consola.',
  closed: 'A esta hora no hay nada que mostrar',
  noPicture: 'Se está haciendo la primera imagen',
  updated: (time, ago) => `Actualizado a las ${time} (hace ${ago})`,
  minutes: (count) => `${count} min`,
  hours: (count) => `${count} h`,
  days: (count) => (count === 1 ? '1 día' : `${count} días`),
}

export function textsFor(language: string): Texts {
  const short = language.slice(0, 2).toLowerCase()
  return short === 'de' ? de : short === 'es' ? es : en
}
