/** What is said in the meetings of the demonstration. */
export const agendaTitles = [
  'Stadiul jalonului „{milestone}”',
  'Analiza riscurilor la „{milestone}”',
  'Propunere de calendar pentru „{milestone}”',
  'Avizarea livrabilului „{milestone}”',
]
export const otherTitles = [
  'Aprobarea ordinii de zi și a procesului-verbal anterior',
  'Stadiul acțiunilor stabilite anterior',
  'Informare privind legislația europeană în domeniu',
  'Diverse',
]
export const discussions = [
  'Managerul de proiect prezintă stadiul. Membrii solicită clarificări privind termenele și resursele disponibile.\nReprezentantul {organisation} arată că datele pot fi puse la dispoziție începând cu luna viitoare.',
  'Se discută dependența de achiziția în curs. {organisation} propune etapizarea livrării, pentru a nu întârzia instruirea.\nSecretariatul va centraliza observațiile scrise.',
  'Se constată că echipa are nevoie de încă doi specialiști. {organisation} oferă sprijin tehnic pe durata pilotului.',
  'Membrii sunt de acord cu abordarea prezentată. {organisation} cere ca testele de accesibilitate să fie făcute înainte de recepție.',
]
export const decisions = [
  'Se aprobă stadiul prezentat și se trece la etapa următoare.',
  'Se aprobă calendarul propus.',
  'Se avizează favorabil documentația, cu observațiile formulate.',
  'Se aprobă etapizarea livrării și informarea conducerii.',
]
export const delays = [
  'Achiziția a fost contestată și procedura s-a prelungit.',
  'Livrarea echipamentelor a întârziat la furnizor.',
  'Avizul tehnico-economic a cerut completări.',
  'Echipa a fost redusă temporar, pe durata concediilor.',
]
export const tasks = [
  'Transmite observațiile scrise asupra documentației',
  'Pune la dispoziție setul de date pentru teste',
  'Actualizează planul de proiect și îl transmite membrilor',
  'Organizează sesiunea de instruire pentru secretariate',
  'Verifică cerințele de accesibilitate și raportează',
  'Propune doi specialiști pentru echipa de implementare',
]
export const remarks = [
  'Vă rog să detaliați măsurile corective și termenele lor.',
  'Lipsește impactul întârzierii asupra jaloanelor următoare.',
]
export const bookings = [
  'Pregătirea auditului',
  'Analiza săptămânală a proiectelor',
  'Instruire: documente accesibile',
  'Întâlnire cu furnizorul',
  'Evaluarea ofertelor',
  'Planificarea lansării',
]
