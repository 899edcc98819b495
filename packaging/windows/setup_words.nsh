; This file is the place where the setup program for Windows has its sentences, each in Latvian and in English.
!macro Words name latvian english
  LangString ${name} ${LANG_LATVIAN} "${latvian}"
  LangString ${name} ${LANG_ENGLISH} "${english}"
!macroend

!insertmacro Words SHORTCUT_WORDS \
  "Klientu apkalpošanas centra darbvieta" \
  "Desk of a customer service centre"
!insertmacro Words RUNNING_WORDS \
  "kacdesk šajā datorā ir atvērts. Nekas nav mainīts. Saglabājiet iesākto, aizveriet kacdesk visiem lietotājiem un mēģiniet vēlreiz." \
  "kacdesk is open on this computer. Nothing was changed. Save what was begun, close kacdesk for every user and try again."
!insertmacro Words OLD_WINDOWS \
  "kacdesk darbojas Windows 10 versijā 1703 vai jaunākā. Nekas nav uzstādīts. Atjauniniet Windows." \
  "kacdesk needs Windows 10, version 1703 or newer. Nothing was installed. Please update Windows."
!insertmacro Words OTHER_PACKAGE \
  "Šajā datorā kacdesk ir uzstādīts ar MSI pakotni. Nekas nav mainīts. Atjauniniet to ar jaunāko MSI pakotni vai vispirms noņemiet; dati paliek." \
  "kacdesk was installed on this computer from the MSI package. Nothing was changed. Upgrade it with the newer MSI, or remove it first; the data stay."
!insertmacro Words NEWER_THERE \
  "Šajā datorā jau ir jaunāka kacdesk versija: $0. Nekas nav mainīts. Lietojiet to." \
  "This computer has a newer version of kacdesk already: $0. Nothing was changed. Please use that one."
!insertmacro Words OTHER_FILES \
  "Mapē $INSTDIR ir citas datnes. Nekas nav mainīts. Norādiet citu mapi: /D=MAPE." \
  "The folder $INSTDIR has other files. Nothing was changed. Name another folder: /D=FOLDER."
!insertmacro Words DOCTOR_RED \
  "kacdesk šajā datorā vēl nevar darboties. Nekas nav mainīts. Novērsiet nosaukto un palaidiet uzstādīšanu vēlreiz." \
  "kacdesk cannot work on this computer yet. Nothing was changed. Mend what is named here and start the setup again."
!insertmacro Words DOCTOR_SLOW \
  "Jaunā programma trīs minūtēs nepabeidza datora pārbaudi. Nekas nav mainīts, iepriekšējā versija ir palikusi. Restartējiet datoru un palaidiet uzstādīšanu vēlreiz; ja tas atkārtojas, pārbaudiet, vai antivīrusa programma to neaptur." \
  "The new program did not finish looking at this computer within three minutes. Nothing was changed; the version before it is still there. Restart the computer and start the setup again; if it happens again, look whether the antivirus program stops it."
!insertmacro Words NOT_WRITTEN \
  "Programmu neizdevās nolikt mapē $INSTDIR. Iepriekšējā versija ir palikusi. Restartējiet datoru un mēģiniet vēlreiz." \
  "The program could not be put into $INSTDIR. The version before it is still there. Restart the computer and try again."
!insertmacro Words NOT_HERE \
  "Mapē $INSTDIR nav kacdesk. Nekas nav noņemts." \
  "There is no kacdesk in $INSTDIR. Nothing was removed."
