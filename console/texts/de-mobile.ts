// Was die App auf dem Telefon neben der Konsole sagt, und was die Kamera sagt, auf Deutsch.
import type { enMobile } from './en-mobile.ts'

export const deMobile: Record<keyof typeof enMobile, string> = {
  'app.noWorker.title': 'Die App läuft in diesem Browser nicht',
  'app.noWorker.lead':
    'Sie braucht Service Worker. Browser haben sie nur für Adressen mit https://, und manche nicht in privaten Fenstern. Die Konsole läuft auch ohne.',
  'app.noWorker.web': 'Konsole öffnen',
  'app.failed.title': 'Die App ist nicht gestartet',
  'app.failed.lead':
    'Nicht alle ihre Dateien sind angekommen. Versuchen Sie es noch einmal, am besten mit besserer Verbindung.',

  'app.offline.title': 'Countersign ist nicht erreichbar',
  'app.offline.lead': 'Auf diesem Telefon liegt nichts Geheimes. Darum ist ohne den Server wenig zu sehen:',
  'app.offline.app': 'Die Codes Ihrer Authenticator-App gehen weiter: Sie brauchen kein Netz.',
  'app.offline.codes': 'Die Codes der Verbindungen macht der Server. Es gibt keine, bis er wieder da ist.',
  'app.offline.approvals':
    'Nach Anmeldungen, die auf Ihr Ja warten, wird wieder gefragt, sobald er zurück ist.',
  'app.offline.waiting': 'Es geht von selbst weiter, sobald die Verbindung zurück ist.',

  'app.lock.title': 'Countersign ist gesperrt',
  'app.lock.lead_one':
    'Seit {{count}} Minute hat niemand die App berührt. Zeigen Sie dem Telefon, dass Sie es sind.',
  'app.lock.lead_other':
    'Seit {{count}} Minuten hat niemand die App berührt. Zeigen Sie dem Telefon, dass Sie es sind.',
  'app.lock.open': 'Entsperren',
  'app.lock.signOut': 'Abmelden',
  'app.lockCard.title': 'Sperre',
  'app.lockCard.lead':
    'Für ein Telefon in fremden Händen: Was auf der Seite stand, ist weg, und nichts Neues kommt.',
  'app.lockCard.after': 'Wenn niemand die App berührt hat seit',
  'app.lockCard.minutes_one': '{{count}} Minute',
  'app.lockCard.minutes_other': '{{count}} Minuten',
  'app.lockCard.byPasskey': 'Dann ist sie gesperrt. Ihr Passkey öffnet sie, mit Finger, Gesicht oder PIN.',
  'app.lockCard.signsOut':
    'Dann sind Sie abgemeldet. Mit einem Passkey dieses Telefons wird sie stattdessen gesperrt und öffnet sich mit Finger, Gesicht oder PIN.',
  'app.lockCard.usePasskey': 'Mit einem Passkey entsperren',
  'app.lockCard.elsewhere':
    'Dieser Passkey liegt auf einem anderen Gerät. Fügen Sie zuerst einen dieses Telefons hinzu.',

  'app.onPhone.title': 'Countersign auf Ihrem Telefon',
  'app.onPhone.lead':
    'Öffnen oder scannen Sie diese Adresse mit Ihrem Telefon, melden Sie sich dort an, und legen Sie sie auf den Startbildschirm.',
  'app.onPhone.qr': 'QR-Code der Adresse daneben, für die Kamera Ihres Telefons',
  'app.bar': 'Am meisten benutzt',
  'app.bar.approve': 'Bestätigen',
  'guide.app-on-your-phone': 'Die App auf Ihrem Telefon',

  'camera.scan': 'QR-Code scannen',
  'camera.lead': 'Halten Sie den QR-Code vor die Kamera.',
  'camera.starting': 'Die Kamera startet.',
  'camera.picture': 'Was die Kamera sieht',
  'camera.refused':
    'Die Kamera wurde nicht erlaubt. Erlauben Sie sie für diese Adresse in den Einstellungen des Browsers, und versuchen Sie es noch einmal.',
  'camera.none': 'Dieses Gerät hat keine Kamera.',
  'camera.busy': 'Die Kamera lässt sich nicht benutzen. Vielleicht hat sie ein anderes Programm.',
  'camera.wrong.secret': 'Dieser QR-Code ist keiner eines Authenticators. Er müsste mit otpauth beginnen.',
  'camera.wrong.screen': 'Dieser QR-Code ist keiner eines Bildschirms von diesem Countersign.',
}
