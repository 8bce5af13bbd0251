/**
 * Every error code in words, in both languages: what happened and what to do. Used by the server for problem
 * documents and by the page for socket errors, so that one error never has two wordings.
 */
import type { ErrorCode, ParamsOf } from './errors.ts'
import type { Clash } from './wire-error.ts'
import type { Locale } from './values.ts'

/** What is said (`title`), and what to do about it (`detail`). */
export type Words = { title: string; detail: string }
type Entry<C extends ErrorCode> = Words | ((params: ParamsOf<C>) => Words)
type Catalogue = { [C in ErrorCode]: Entry<C> }

const say = (title: string, detail: string): Words => ({ title, detail })

/** "marți, 24 noiembrie, 10:00–11:30" in the zone of the meeting that is in the way. */
function when(locale: Locale, clash: Clash): string {
  const start = new Date(clash.startsAt)
  const end = new Date(clash.endsAt)
  const tag = locale === 'ro' ? 'ro-RO' : 'en-GB'
  const day = new Intl.DateTimeFormat(tag, {
    timeZone: clash.zone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  })
  const hour = new Intl.DateTimeFormat(tag, {
    timeZone: clash.zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return `${day.format(start)}, ${hour.format(start)}–${hour.format(end)}`
}

/** "24 noiembrie 2026", a day of the wall calendar. */
const dayWords = (locale: Locale, day: string): string =>
  new Intl.DateTimeFormat(locale === 'ro' ? 'ro-RO' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  )

/** "din 1 februarie 2026 până pe 31 mai 2026"; without a last day, only since when. */
function termWords(locale: Locale, { from, until }: { from: string; until: string | null }): string {
  const [since, to] = locale === 'ro' ? ['din', 'până pe'] : ['from', 'until']
  const begins = `${since} ${dayWords(locale, from)}`
  return until === null ? begins : `${begins} ${to} ${dayWords(locale, until)}`
}

const minutes = (seconds: number) => Math.max(1, Math.ceil(seconds / 60))

const ro: Catalogue = {
  'request.malformed': say(
    'Cererea nu a putut fi citită',
    'Reîncărcați pagina și încercați din nou. Dacă se repetă, anunțați administratorul.',
  ),
  'request.invalid': say(
    'Unele câmpuri nu sunt completate corect',
    'Corectați câmpurile marcate și trimiteți din nou. Nimic din ce ați scris nu s-a pierdut.',
  ),
  'request.other-order': say(
    'Cursorul este al altei ordini',
    'Cereți prima pagină în ordinea dorită și continuați de acolo.',
  ),
  'request.too-large': ({ limitBytes }) =>
    say(
      'Ce ați trimis este prea mare',
      `Limita este de ${Math.floor(limitBytes / 1024)} KB. Micșorați textul sau fișierul și trimiteți din nou.`,
    ),
  'request.unsupported-type': say(
    'Formatul trimis nu este acceptat',
    'Trimiteți datele ca JSON (application/json).',
  ),
  'request.no-such-page': say('Pagina nu există', 'Verificați adresa sau întoarceți-vă la pagina Astăzi.'),
  'request.cross-origin': say(
    'Cererea vine de pe alt site',
    'Deschideți Sfat la adresa lui și încercați de acolo.',
  ),
  'request.limited': ({ retryAfterSeconds }) =>
    say('Prea multe încercări', `Așteptați ${minutes(retryAfterSeconds)} min și încercați din nou.`),
  'request.key-reused': say(
    'Cheia de repetare a fost folosită pentru altă cerere',
    'Trimiteți cererea cu o cheie nouă. O cheie veche se repetă numai împreună cu aceeași cerere.',
  ),
  'request.answer-lost': say(
    'Cererea a fost deja îndeplinită, dar răspunsul ei nu s-a păstrat',
    'Nu o trimiteți din nou: citiți ce există acum.',
  ),
  'server.failed': say(
    'Ceva nu a mers la server',
    'Ce ați scris a rămas în pagină. Încercați din nou; dacă se repetă, anunțați administratorul.',
  ),
  'server.busy': say('Serverul este ocupat', 'Încercați din nou peste câteva secunde. Nimic nu s-a pierdut.'),
  'server.stopping': say('Serverul se repornește', 'Încercați din nou peste un minut. Nimic nu s-a pierdut.'),
  'server.storage-full': say(
    'Nu mai este loc pe discul serverului',
    'Nu s-a salvat. Păstrați pagina deschisă și anunțați administratorul; apoi trimiteți din nou.',
  ),
  'server.storage-read-only': say(
    'Pe server nu se poate salva nimic acum',
    'Nu s-a salvat. Păstrați pagina deschisă și anunțați administratorul; apoi trimiteți din nou.',
  ),
  'server.unreachable': say(
    'Serverul nu răspunde',
    'Verificați conexiunea la rețea. Ce ați scris a rămas în pagină; încercați din nou.',
  ),

  'setup.closed': say(
    'Sfat este deja configurat',
    'Intrați în cont. Dacă nu aveți cont, cereți unul administratorului.',
  ),
  'setup.wrong-link': say(
    'Legătura de configurare nu este valabilă',
    'Folosiți legătura scrisă de server la pornire; la fiecare pornire ea se schimbă.',
  ),
  'session.required': say('Trebuie să intrați în cont', 'Intrați în cont și continuați de aici.'),
  'session.wrong-credentials': say(
    'Adresa sau parola nu este corectă',
    'Verificați-le și încercați din nou. Dacă ați uitat parola, cereți administratorului o legătură nouă.',
  ),
  'session.code-required': say(
    'Scrieți și codul',
    'Parola este bună. Contul cere și un cod din aplicația de autentificare sau un cod de rezervă.',
  ),
  'session.wrong-code': say(
    'Codul nu este bun',
    'Așteptați codul următor din aplicație și verificați ora telefonului, sau folosiți un cod de rezervă. Un cod merge o singură dată.',
  ),
  'account.wrong-code': say(
    'Codul nu este bun',
    'Scrieți codul pe care îl arată acum aplicația. Dacă nu merge, verificați ora telefonului.',
  ),
  'account.has-second-factor': say(
    'Contul are deja o aplicație de autentificare',
    'Scoateți-o pe aceea înainte de a adăuga alta.',
  ),
  'account.second-factor-demanded': say(
    'Adăugați întâi o aplicație de autentificare',
    'Rolul dumneavoastră cere un al doilea factor la intrare. Îl adăugați în pagina contului.',
  ),
  'account.only-by-provider': say(
    'Contul se deschide numai prin serviciul de autentificare',
    'Nu are o parolă a lui, sau toate rolurile îi vin de acolo. Cereți unui administrator o legătură pentru parolă sau un rol.',
  ),
  'session.missing': say('Sesiunea nu mai există', 'A fost deja închisă. Reîncărcați lista.'),
  'session.not-fresh': say(
    'Ați intrat în cont prea demult',
    'Ieșiți din cont, intrați din nou și faceți schimbarea în primele zece minute.',
  ),
  'session.suspended': say(
    'Contul este dezactivat',
    'Cereți unui administrator Sfat să îl activeze din nou.',
  ),
  'session.no-provider': say(
    'Intrarea prin alt serviciu nu este configurată',
    'Intrați cu adresa și parola.',
  ),
  'session.provider-gone': say(
    'Serviciul de autentificare nu răspunde',
    'Încercați din nou peste câteva minute. Dacă aveți o parolă Sfat, puteți intra cu ea acum.',
  ),
  'session.provider-refused': say(
    'Intrarea a fost întreruptă la serviciul de autentificare',
    'Încercați din nou. Dacă serviciul vă refuză, cereți ajutor administratorului lui.',
  ),
  'session.provider-expired': say(
    'Intrarea a durat prea mult sau a fost începută în altă fereastră',
    'Porniți-o din nou de aici și terminați-o în aceeași fereastră.',
  ),
  'session.provider-failed': say(
    'Răspunsul serviciului de autentificare nu a putut fi verificat',
    'Încercați din nou. Dacă se repetă, anunțați administratorul Sfat.',
  ),
  'session.provider-unverified': say(
    'Serviciul de autentificare nu confirmă adresa dumneavoastră de e-mail',
    'Confirmați adresa la acel serviciu sau cereți administratorului lui să o facă, apoi încercați din nou.',
  ),
  'session.provider-other': say(
    'Adresa este deja legată de alt cont al serviciului de autentificare',
    'Cereți unui administrator Sfat să desfacă legătura veche, apoi intrați din nou.',
  ),
  'session.provider-no-role': say(
    'Nu aveți încă acces la Sfat',
    'Niciunul dintre grupurile dumneavoastră nu dă un rol în Sfat. Cereți accesul administratorului.',
  ),
  'token.invalid': say(
    'Cheia de acces nu este valabilă',
    'A expirat, a fost revocată sau nu este întreagă. Faceți alta pe pagina contului.',
  ),
  'token.missing': say('Cheia de acces nu există', 'A fost poate revocată deja. Reîncărcați pagina.'),
  'token.too-many': say(
    'Aveți prea multe chei de acces',
    'Revocați pe cele pe care nu le mai folosiți și încercați din nou.',
  ),
  'token.not-allowed': say(
    'Aceasta se poate face numai din browser',
    'Parolele, sesiunile și cheile de acces nu se schimbă cu o cheie de acces. Intrați în cont.',
  ),
  'token.scope-missing': ({ scope }) =>
    say(
      'Cheia de acces nu cuprinde acest drept',
      `Faceți pe pagina contului o cheie care cuprinde dreptul „${scope}”.`,
    ),
  'webhook.missing': say('Webhook-ul nu există', 'A fost poate șters. Reîncărcați pagina.'),
  'webhook.too-many': say(
    'Sunt prea multe webhook-uri',
    'Ștergeți pe cele de care nu mai este nevoie și încercați din nou.',
  ),
  'webhook.address-refused': say(
    'La această adresă nu se poate trimite',
    'Dați o adresă https:// din afara rețelei interne, fără utilizator și fără „#”. Adresele interne le permite cine administrează serverul.',
  ),
  'webhook.off': say('Webhook-ul este oprit', 'Porniți-l, apoi încercați din nou.'),
  'webhook-delivery.missing': say(
    'Livrarea nu mai este în jurnal',
    'Jurnalul se păstrează un timp limitat. Reîncărcați pagina.',
  ),
  'permission.missing': say(
    'Nu aveți dreptul să faceți aceasta',
    'Cereți unui administrator rolul potrivit.',
  ),
  'account.missing': say('Persoana nu are cont', 'Dați-i întâi un rol, apoi faceți legătura.'),
  'account.weak-password': ({ minLength }) =>
    say(
      'Parola este prea slabă',
      `Alegeți o parolă de cel puțin ${minLength} caractere, care nu conține numele sau adresa dumneavoastră și nu este una des folosită.`,
    ),
  'account.wrong-password': say(
    'Parola actuală nu este corectă',
    'Scrieți din nou parola cu care ați intrat în cont.',
  ),
  'account.link-invalid': say(
    'Legătura nu mai este valabilă',
    'A expirat sau a fost folosită. Cereți administratorului una nouă.',
  ),
  'account.last-administrator': say(
    'Este ultimul administrator',
    'Dați întâi rolul de administrator altei persoane.',
  ),
  'person.missing': say('Persoana nu există', 'Poate a fost ștearsă. Reîncărcați lista.'),
  'person.erased': say(
    'Datele acestei persoane au fost șterse',
    'Nu mai pot fi schimbate. Dacă persoana revine, adăugați-o din nou.',
  ),
  'person.oneself': say(
    'Acesta este contul dumneavoastră',
    'Confirmați anume că vă ștergeți propriile date: veți fi deconectat și nu veți mai putea intra.',
  ),
  'person.email-taken': say(
    'Adresa de e-mail este deja folosită',
    'Căutați persoana în listă sau folosiți altă adresă.',
  ),
  'organisation.missing': say('Instituția nu există', 'Poate a fost ștearsă. Reîncărcați lista.'),
  'organisation.name-taken': say(
    'Există deja o instituție cu acest nume',
    'Alegeți alt nume sau folosiți instituția existentă.',
  ),
  'organisation.in-use': say('Instituția are persoane', 'Mutați întâi persoanele la altă instituție.'),
  'row.changed': say(
    'Altcineva a modificat între timp',
    'Vedeți varianta nouă, apoi faceți din nou modificarea. Ce ați scris a rămas în pagină.',
  ),

  'room.missing': say('Sala nu există', 'Alegeți altă sală din listă.'),
  'room.name-taken': say('Există deja o sală cu acest nume în clădire', 'Alegeți alt nume.'),
  'room.retired': say('Sala nu mai primește rezervări', 'Alegeți altă sală.'),
  'room.taken': ({ clash }) =>
    say(
      `${clash.roomName} este ocupată`,
      `${clash.title ? `Acolo are loc „${clash.title}”` : 'Acolo are loc o întâlnire privată'}, ${when('ro', clash)}. Alegeți altă oră sau altă sală.`,
    ),
  'meeting.missing': say('Întâlnirea nu există', 'Poate a fost ștearsă sau nu aveți acces la ea.'),
  'meeting.cancelled': say('Întâlnirea a fost anulată', 'Programați una nouă dacă este nevoie.'),
  'meeting.in-past': say('Ora aleasă a trecut', 'Alegeți o oră din viitor.'),
  'meeting.time-does-not-exist': say(
    'Ora aleasă nu există în acea zi',
    'Atunci se trece la ora de vară și ceasul sare peste ea. Alegeți cu o oră mai devreme sau mai târziu.',
  ),
  'meeting.no-video': say(
    'Întâlnirea nu are video',
    'Cereți organizatorului să pornească videoconferința pentru această întâlnire.',
  ),
  'meeting.not-open-yet': ({ opensAt, zone }) =>
    say(
      'Întâlnirea nu s-a deschis încă',
      `Se deschide ${new Intl.DateTimeFormat('ro-RO', { timeZone: zone, dateStyle: 'full', timeStyle: 'short' }).format(new Date(opensAt))}. Reveniți atunci.`,
    ),
  'meeting.over': say(
    'Întâlnirea s-a încheiat',
    'Cereți organizatorului să o redeschidă dacă mai este nevoie.',
  ),
  'guest-link.invalid': say(
    'Legătura pentru invitați nu este valabilă',
    'Verificați că ați copiat-o întreagă sau cereți organizatorului una nouă.',
  ),

  'group.missing': say('Grupul nu există', 'Poate a fost șters sau nu aveți acces la el.'),
  'group.name-taken': say(
    'Există deja un grup cu acest nume',
    'Alegeți alt nume sau folosiți grupul existent.',
  ),
  'group.closed': say('Grupul este închis', 'Redeschideți grupul înainte de a-l convoca.'),
  'group.no-members': say(
    'Grupul nu are membri în ziua aleasă',
    'Adăugați întâi mandate valabile la acea dată.',
  ),
  'mandate.missing': say('Mandatul nu există', 'Reîncărcați pagina grupului.'),
  'mandate.overlaps': ({ personName, organisation, kind, ...term }) =>
    say(
      'Un alt mandat acoperă deja acea perioadă',
      `${personName} este ${kind} pentru ${organisation} ${termWords('ro', term)}. Alegeți alte zile sau revocați întâi acel mandat.`,
    ),
  'mandate.outside': (term) =>
    say(
      'Ziua este în afara mandatului',
      `Mandatul este valabil ${termWords('ro', term)}. Alegeți o zi din această perioadă.`,
    ),
  'convocation.short-notice': ({ neededDays, unit, latestSendDay }) =>
    say(
      'Termenul de convocare este prea scurt',
      `Regula grupului cere ${neededDays} zile ${unit === 'working' ? 'lucrătoare' : 'calendaristice'}, deci trimiterea cel târziu pe ${dayWords('ro', latestSendDay)}. Alegeți o dată mai târzie sau scrieți motivul urgenței.`,
    ),
  'agenda.missing': say(
    'Punctul de pe ordinea de zi nu există',
    'Poate a fost șters între timp. Reîncărcați ordinea de zi.',
  ),
  'agenda.longer-than-meeting': ({ agendaMinutes, meetingMinutes }) =>
    say(
      'Ordinea de zi este mai lungă decât întâlnirea',
      `Punctele însumează ${agendaMinutes} min, iar întâlnirea are ${meetingMinutes} min. Scurtați punctele sau prelungiți întâlnirea.`,
    ),
  'document.missing': say('Documentul nu există', 'Poate a fost șters între timp.'),
  'document.too-many': say('Punctul are prea multe documente', 'Ștergeți unul înainte de a adăuga altul.'),
  'document.type-refused': say(
    'Acest fel de fișier nu se primește',
    'Trimiteți un document (PDF, Word, Excel, PowerPoint, OpenDocument, imagine, text sau arhivă ZIP).',
  ),
  'invitation-link.invalid': say(
    'Legătura nu este valabilă',
    'Verificați că ați copiat-o întreagă sau cereți secretariatului una nouă.',
  ),
  'delivery.missing': say(
    'Nu i s-a scris încă acestei persoane',
    'Așteptați să plece invitația sau verificați lista de participanți.',
  ),
  'attendee.missing': say(
    'Această persoană nu este invitată la întâlnire',
    'Poate lista participanților s-a schimbat între timp. Reîncărcați pagina.',
  ),
  'mailed-answer.missing': say(
    'Răspunsul a fost deja rezolvat',
    'Altcineva a fost mai rapid. Reîncărcați pagina ca să vedeți ce s-a întâmplat cu el.',
  ),
  'minutes.missing': say(
    'Procesul-verbal nu există încă',
    'Se deschide când începe întâlnirea sau când îl deschide secretarul.',
  ),
  'minutes.conflict': say(
    'Altcineva a scris în aceleași rânduri',
    'Vedeți mai jos ambele variante, păstrați ce trebuie și salvați din nou. Textul dumneavoastră nu s-a pierdut.',
  ),
  'minutes.wrong-state': say(
    'Procesul-verbal nu mai este în această stare',
    'Altcineva l-a aprobat, întors sau publicat între timp. Reîncărcați pagina; după publicare se adaugă numai anexe.',
  ),
  'feed.missing': say('Abonamentul nu există', 'Poate a fost revocat. Reîncărcați lista.'),
  'feed.too-many': say('Aveți prea multe abonamente', 'Revocați unul pe care nu îl mai folosiți.'),

  'project.missing': say('Proiectul nu există', 'Poate a fost șters sau nu aveți acces la el.'),
  'project.code-taken': say('Există deja un proiect cu acest cod', 'Alegeți alt cod.'),
  'milestone.missing': say('Jalonul nu există', 'Poate a fost șters. Reîncărcați pagina proiectului.'),
  'milestone.met': say(
    'Jalonul este deja îndeplinit',
    'Anulați mai întâi îndeplinirea, dacă trebuie să schimbați termenul prevăzut.',
  ),
  'action.missing': say('Acțiunea nu există', 'Poate a fost ștearsă. Reîncărcați lista.'),
  'action.closed': say('Acțiunea este deja închisă', 'Reîncărcați lista pentru a vedea cine a închis-o.'),
  'action-link.invalid': say(
    'Legătura nu este valabilă',
    'Verificați că ați copiat-o întreagă sau intrați în cont și închideți acțiunea de acolo.',
  ),
  'report.missing': say('Raportul nu există', 'Poate a fost șters sau nu aveți acces la el.'),
  'report.exists': say('Există deja un raport pentru această lună', 'Deschideți-l din lista de rapoarte.'),
  'report.wrong-state': say(
    'Raportul nu mai este în această stare',
    'A fost deja trimis, returnat sau acceptat. Reîncărcați pagina.',
  ),
  'mail.not-configured': say(
    'Trimiterea de e-mail nu este configurată',
    'Mesajele așteaptă. Cereți administratorului să seteze SMTP_URL.',
  ),
  'mail.missing': say(
    'Mesajul nu mai poate fi trimis',
    'A plecat între timp sau nu mai are rost. Reîncărcați pagina.',
  ),
  'event.missing': say('Evenimentul nu mai așteaptă', 'A fost între timp livrat. Reîncărcați pagina.'),
  'job.missing': say('Sarcina nu există', 'Reîncărcați pagina.'),

  'conference.ticket-invalid': say(
    'Intrarea nu a putut fi verificată',
    'Reîncărcați pagina și intrați din nou.',
  ),
  'conference.ticket-expired': say('Intrarea a expirat', 'Apăsați din nou pe Intră.'),
  'conference.seat-lost': say('Ați lipsit prea mult', 'Locul a fost eliberat. Intrați din nou.'),
  'conference.full': ({ limit }) =>
    say('Videoconferința este plină', `Sunt deja ${limit} persoane. Cereți gazdei să facă loc.`),
  'conference.denied': say('Gazda nu v-a primit', 'Dacă este o greșeală, luați legătura cu organizatorul.'),
  'conference.removed': say(
    'Ați fost scos din videoconferință',
    'Dacă este o greșeală, luați legătura cu organizatorul.',
  ),
  'conference.ended': say(
    'Videoconferința s-a încheiat',
    'Prezența și documentele se găsesc pe pagina întâlnirii.',
  ),
  'conference.moved': say(
    'Videoconferința este deschisă în altă filă',
    'Continuați acolo sau intrați din nou de aici.',
  ),
  'conference.wrong-moment': say(
    'Aceasta nu se poate face acum',
    'Așteptați să se termine intrarea și încercați din nou.',
  ),
  'conference.not-allowed': say('Nu aveți acest drept în videoconferință', 'Cereți-l gazdei.'),
  'conference.peer-missing': say('Persoana nu mai este în videoconferință', 'A plecat între timp.'),
  'conference.transport-missing': say(
    'Legătura media nu mai există',
    'Se reface; dacă nu revine, reîncărcați pagina.',
  ),
  'conference.producer-missing': say('Sursa audio sau video nu mai există', 'Opriți-o și porniți-o din nou.'),
  'conference.consumer-missing': say(
    'Imaginea sau sunetul nu mai este trimis',
    'Persoana l-a oprit între timp.',
  ),
  'conference.media-refused': say(
    'Sunetul sau imaginea nu a fost acceptată',
    'Alegeți alt microfon sau altă cameră, ori folosiți un browser actual.',
  ),
  'conference.media-unavailable': say(
    'Serverul media nu este disponibil',
    'Încercați din nou peste câteva secunde; dacă se repetă, anunțați administratorul.',
  ),
}

const en: Catalogue = {
  'request.malformed': say(
    'The request could not be read',
    'Reload the page and try again. If it happens again, tell the administrator.',
  ),
  'request.invalid': say(
    'Some fields are not filled in correctly',
    'Correct the marked fields and send again. Nothing you typed was lost.',
  ),
  'request.other-order': say(
    'The cursor belongs to another order',
    'Ask for the first page in the order that you want, and go on from there.',
  ),
  'request.too-large': ({ limitBytes }) =>
    say(
      'What you sent is too large',
      `The limit is ${Math.floor(limitBytes / 1024)} KB. Make the text or file smaller and send again.`,
    ),
  'request.unsupported-type': say('The format is not accepted', 'Send the data as JSON (application/json).'),
  'request.no-such-page': say('There is no such page', 'Check the address, or go back to Today.'),
  'request.cross-origin': say(
    'The request comes from another site',
    'Open Sfat at its own address and try from there.',
  ),
  'request.limited': ({ retryAfterSeconds }) =>
    say('Too many attempts', `Wait ${minutes(retryAfterSeconds)} min and try again.`),
  'request.key-reused': say(
    'The idempotency key was used for another request',
    'Send the request with a new key. An old key goes only with the same request.',
  ),
  'request.answer-lost': say(
    'The request was carried out already, but its answer was not kept',
    'Do not send it again: read what is there now.',
  ),
  'server.failed': say(
    'Something went wrong on the server',
    'What you typed is still on the page. Try again; if it happens again, tell the administrator.',
  ),
  'server.busy': say('The server is busy', 'Try again in a few seconds. Nothing was lost.'),
  'server.stopping': say('The server is restarting', 'Try again in a minute. Nothing was lost.'),
  'server.storage-full': say(
    'The server’s disk is full',
    'It was not saved. Keep this page open and tell the administrator; then send again.',
  ),
  'server.storage-read-only': say(
    'Nothing can be saved on the server now',
    'It was not saved. Keep this page open and tell the administrator; then send again.',
  ),
  'server.unreachable': say(
    'The server does not answer',
    'Check your network connection. What you typed is still on the page; try again.',
  ),

  'setup.closed': say(
    'Sfat is already set up',
    'Sign in. If you have no account, ask the administrator for one.',
  ),
  'setup.wrong-link': say(
    'The set-up link is not valid',
    'Use the link that the server printed when it started; it changes at every start.',
  ),
  'session.required': say('You need to sign in', 'Sign in and go on from here.'),
  'session.wrong-credentials': say(
    'The address or the password is wrong',
    'Check them and try again. If you forgot the password, ask the administrator for a new link.',
  ),
  'session.code-required': say(
    'Type the code as well',
    'The password is right. The account also asks for a code from the authenticator app, or a recovery code.',
  ),
  'session.wrong-code': say(
    'The code is not right',
    'Wait for the next code in the app and check the phone’s clock, or use a recovery code. Each code works once.',
  ),
  'account.wrong-code': say(
    'The code is not right',
    'Type the code that the app shows now. If it does not work, check the phone’s clock.',
  ),
  'account.has-second-factor': say(
    'The account already has an authenticator app',
    'Remove that one before you add another.',
  ),
  'account.second-factor-demanded': say(
    'Add an authenticator app first',
    'Your role demands a second factor for signing in. You add it on the account page.',
  ),
  'account.only-by-provider': say(
    'Only the sign-in service opens this account',
    'It has no password of its own, or all of its roles come from there. Ask an administrator for a link to choose a password, or for a role.',
  ),
  'session.missing': say('That session no longer exists', 'It was closed already. Reload the list.'),
  'session.not-fresh': say(
    'You signed in too long ago',
    'Sign out, sign in again, and make the change within the first ten minutes.',
  ),
  'session.suspended': say(
    'The account is deactivated',
    'Ask an administrator of Sfat to activate it again.',
  ),
  'session.no-provider': say(
    'Signing in through another service is not configured',
    'Sign in with your address and password.',
  ),
  'session.provider-gone': say(
    'The sign-in service does not answer',
    'Try again in a few minutes. If you have a Sfat password, you can sign in with it now.',
  ),
  'session.provider-refused': say(
    'Signing in was cut short at the sign-in service',
    'Try again. If the service refuses you, ask its administrator for help.',
  ),
  'session.provider-expired': say(
    'Signing in took too long, or was begun in another window',
    'Begin again from here, and finish in the same window.',
  ),
  'session.provider-failed': say(
    'The answer of the sign-in service could not be verified',
    'Try again. If it happens again, tell the administrator of Sfat.',
  ),
  'session.provider-unverified': say(
    'The sign-in service does not confirm your mail address',
    'Confirm the address there, or ask its administrator to, and then try again.',
  ),
  'session.provider-other': say(
    'The address is already tied to another account of the sign-in service',
    'Ask an administrator of Sfat to undo the old tie, and then sign in again.',
  ),
  'session.provider-no-role': say(
    'You have no access to Sfat yet',
    'None of your groups gives you a role in Sfat. Ask the administrator for access.',
  ),
  'token.invalid': say(
    'The access token is not valid',
    'It has expired, was revoked, or is not whole. Make another on the account page.',
  ),
  'token.missing': say('There is no such access token', 'Perhaps it was revoked already. Reload the page.'),
  'token.too-many': say(
    'You have too many access tokens',
    'Revoke those that you no longer use, and try again.',
  ),
  'token.not-allowed': say(
    'This can only be done in a browser',
    'Passwords, sessions and access tokens are not changed with an access token. Sign in.',
  ),
  'token.scope-missing': ({ scope }) =>
    say(
      'The access token does not include this right',
      `Make a token on the account page that includes the right “${scope}”.`,
    ),
  'webhook.missing': say('There is no such webhook', 'Perhaps it was deleted. Reload the page.'),
  'webhook.too-many': say(
    'There are too many webhooks',
    'Delete those that are no longer needed, and try again.',
  ),
  'webhook.address-refused': say(
    'Nothing can be sent to this address',
    'Give an https:// address outside of the internal network, without a user and without “#”. Whoever runs the server can allow internal addresses.',
  ),
  'webhook.off': say('The webhook is off', 'Turn it on, then try again.'),
  'webhook-delivery.missing': say(
    'The delivery is no longer in the log',
    'The log is kept for a limited time. Reload the page.',
  ),
  'permission.missing': say('You are not allowed to do this', 'Ask an administrator for the right role.'),
  'account.missing': say('The person has no account', 'Give them a role first, then make the link.'),
  'account.weak-password': ({ minLength }) =>
    say(
      'The password is too weak',
      `Choose one of at least ${minLength} characters that does not contain your name or address and is not a common one.`,
    ),
  'account.wrong-password': say(
    'The current password is wrong',
    'Type the password that you signed in with.',
  ),
  'account.link-invalid': say(
    'The link is no longer valid',
    'It has expired or was used. Ask the administrator for a new one.',
  ),
  'account.last-administrator': say(
    'This is the last administrator',
    'Give somebody else the administrator role first.',
  ),
  'person.missing': say('There is no such person', 'They may have been deleted. Reload the list.'),
  'person.erased': say(
    'This person’s data has been erased',
    'It cannot be changed any more. Should they come back, add them anew.',
  ),
  'person.oneself': say(
    'This is your own account',
    'Confirm that you mean to erase your own data: you will be signed out and cannot come in any more.',
  ),
  'person.email-taken': say(
    'The mail address is already in use',
    'Look for the person in the list, or use another address.',
  ),
  'organisation.missing': say('There is no such organisation', 'It may have been deleted. Reload the list.'),
  'organisation.name-taken': say(
    'There is already an organisation with this name',
    'Choose another name or use the existing one.',
  ),
  'organisation.in-use': say('The organisation has people', 'Move its people to another organisation first.'),
  'row.changed': say(
    'Somebody else changed this meanwhile',
    'Look at the new version, then make your change again. What you typed is still on the page.',
  ),

  'room.missing': say('There is no such room', 'Choose another room from the list.'),
  'room.name-taken': say('The building already has a room with this name', 'Choose another name.'),
  'room.retired': say('The room takes no more bookings', 'Choose another room.'),
  'room.taken': ({ clash }) =>
    say(
      `${clash.roomName} is taken`,
      `${clash.title ? `“${clash.title}” takes place there` : 'A private meeting takes place there'}, ${when('en', clash)}. Choose another time or another room.`,
    ),
  'meeting.missing': say('There is no such meeting', 'It may have been deleted, or you may not see it.'),
  'meeting.cancelled': say('The meeting was cancelled', 'Book a new one if it is needed.'),
  'meeting.in-past': say('The chosen time has passed', 'Choose a time in the future.'),
  'meeting.time-does-not-exist': say(
    'The chosen time does not exist on that day',
    'The clock skips it when summer time begins. Choose an hour earlier or later.',
  ),
  'meeting.no-video': say('The meeting has no video', 'Ask the organizer to turn on video for this meeting.'),
  'meeting.not-open-yet': ({ opensAt, zone }) =>
    say(
      'The meeting is not open yet',
      `It opens on ${new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'full', timeStyle: 'short' }).format(new Date(opensAt))}. Come back then.`,
    ),
  'meeting.over': say('The meeting is over', 'Ask the organizer to open it again if it is still needed.'),
  'guest-link.invalid': say(
    'The guest link is not valid',
    'Check that you copied all of it, or ask the organizer for a new one.',
  ),

  'group.missing': say('There is no such group', 'It may have been deleted, or you may not see it.'),
  'group.name-taken': say(
    'There is already a group with this name',
    'Choose another name or use the existing group.',
  ),
  'group.closed': say('The group is closed', 'Open the group again before you convene it.'),
  'group.no-members': say(
    'The group has no members on the chosen day',
    'First add mandates that are valid on that day.',
  ),
  'mandate.missing': say('There is no such mandate', 'Reload the group’s page.'),
  'mandate.overlaps': ({ personName, organisation, kind, ...term }) =>
    say(
      'Another mandate already covers that period',
      `${personName} is ${kind === 'titular' ? 'titular' : 'alternate'} for ${organisation} ${termWords('en', term)}. Choose other days, or revoke that mandate first.`,
    ),
  'mandate.outside': (term) =>
    say(
      'The day lies outside of the mandate',
      `The mandate is valid ${termWords('en', term)}. Choose a day in that period.`,
    ),
  'convocation.short-notice': ({ neededDays, unit, latestSendDay }) =>
    say(
      'The notice is too short',
      `The group’s rule asks for ${neededDays} ${unit === 'working' ? 'working' : 'calendar'} days, so it had to be sent by ${dayWords('en', latestSendDay)}. Choose a later date, or write why it is urgent.`,
    ),
  'agenda.missing': say(
    'There is no such agenda item',
    'It may have been deleted meanwhile. Reload the agenda.',
  ),
  'agenda.longer-than-meeting': ({ agendaMinutes, meetingMinutes }) =>
    say(
      'The agenda is longer than the meeting',
      `The items add up to ${agendaMinutes} min and the meeting has ${meetingMinutes} min. Shorten the items or lengthen the meeting.`,
    ),
  'document.missing': say('There is no such document', 'It may have been deleted meanwhile.'),
  'document.too-many': say('The item has too many documents', 'Delete one before you add another.'),
  'document.type-refused': say(
    'Files of this kind are not taken',
    'Send a document (PDF, Word, Excel, PowerPoint, OpenDocument, picture, text or ZIP archive).',
  ),
  'invitation-link.invalid': say(
    'The link is not valid',
    'Check that you copied all of it, or ask the secretariat for a new one.',
  ),
  'delivery.missing': say(
    'This person has not been written to yet',
    'Wait for the invitation to leave, or check the list of attendees.',
  ),
  'attendee.missing': say(
    'This person is not invited to the meeting',
    'The list of attendees may have changed meanwhile. Reload the page.',
  ),
  'mailed-answer.missing': say(
    'This answer has been dealt with',
    'Somebody else was quicker. Reload the page to see what became of it.',
  ),
  'minutes.missing': say(
    'There are no minutes yet',
    'They open when the meeting begins, or when the secretary opens them.',
  ),
  'minutes.conflict': say(
    'Somebody else wrote in the same lines',
    'See both versions below, keep what is needed and save again. Your text was not lost.',
  ),
  'minutes.wrong-state': say(
    'The minutes are no longer in that state',
    'Somebody approved, returned or published them meanwhile. Reload the page; after publication only addenda are added.',
  ),
  'feed.missing': say('There is no such subscription', 'It may have been revoked. Reload the list.'),
  'feed.too-many': say('You have too many feeds', 'Revoke one that you no longer use.'),

  'project.missing': say('There is no such project', 'It may have been deleted, or you may not see it.'),
  'project.code-taken': say('There is already a project with this code', 'Choose another code.'),
  'milestone.missing': say(
    'There is no such milestone',
    'It may have been deleted. Reload the project’s page.',
  ),
  'milestone.met': say(
    'The milestone is met already',
    'Take back that it was met first, if its forecast has to change.',
  ),
  'action.missing': say('There is no such action', 'It may have been deleted. Reload the list.'),
  'action.closed': say('The action is closed already', 'Reload the list to see who closed it.'),
  'action-link.invalid': say(
    'The link is not valid',
    'Check that you copied all of it, or sign in and close the action there.',
  ),
  'report.missing': say('There is no such report', 'It may have been deleted, or you may not see it.'),
  'report.exists': say('There is already a report for this month', 'Open it from the list of reports.'),
  'report.wrong-state': say(
    'The report is no longer in that state',
    'It was submitted, returned or accepted meanwhile. Reload the page.',
  ),
  'mail.not-configured': say(
    'Sending mail is not configured',
    'The messages wait. Ask the administrator to set SMTP_URL.',
  ),
  'mail.missing': say(
    'The message can no longer be sent',
    'It has left meanwhile, or has become pointless. Reload the page.',
  ),
  'event.missing': say('The event no longer waits', 'It has been delivered meanwhile. Reload the page.'),
  'job.missing': say('There is no such job', 'Reload the page.'),

  'conference.ticket-invalid': say('Your entry could not be verified', 'Reload the page and join again.'),
  'conference.ticket-expired': say('Your entry has expired', 'Press Join again.'),
  'conference.seat-lost': say('You were away too long', 'Your seat was given up. Join again.'),
  'conference.full': ({ limit }) =>
    say('The conference is full', `There are already ${limit} people in it. Ask the host to make room.`),
  'conference.denied': say('The host did not let you in', 'If this is a mistake, contact the organizer.'),
  'conference.removed': say(
    'You were removed from the conference',
    'If this is a mistake, contact the organizer.',
  ),
  'conference.ended': say('The conference has ended', 'Attendance and documents are on the meeting’s page.'),
  'conference.moved': say('The conference is open in another tab', 'Go on there, or join again from here.'),
  'conference.wrong-moment': say(
    'This cannot be done right now',
    'Wait until you have joined, then try again.',
  ),
  'conference.not-allowed': say('You do not have this right in the conference', 'Ask the host for it.'),
  'conference.peer-missing': say('The person is no longer in the conference', 'They left meanwhile.'),
  'conference.transport-missing': say(
    'The media connection is gone',
    'It is being rebuilt; if it does not come back, reload the page.',
  ),
  'conference.producer-missing': say('The audio or video source is gone', 'Turn it off and on again.'),
  'conference.consumer-missing': say(
    'The picture or sound is no longer sent',
    'The person turned it off meanwhile.',
  ),
  'conference.media-refused': say(
    'The sound or picture was not accepted',
    'Choose another microphone or camera, or use a current browser.',
  ),
  'conference.media-unavailable': say(
    'The media server is not available',
    'Try again in a few seconds; if it happens again, tell the administrator.',
  ),
}

const catalogues: Record<Locale, Catalogue> = { ro, en }

/** An error in words. `params` must be those of the code, as they came with it. */
export function errorWords(locale: Locale, code: ErrorCode, params: Record<string, unknown>): Words {
  const entry = catalogues[locale][code] as Words | ((params: Record<string, unknown>) => Words)
  return typeof entry === 'function' ? entry(params) : entry
}
