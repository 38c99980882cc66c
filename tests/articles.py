"""A made-up case on a river, and one made-up article about it in each of the languages that texts are read in."""

from pathlib import Path

TOML = """\
title = "A made-up river line"
summary = "A Russian force holds a bank of a river."
force = "Russian force on the right bank of the Syva"
opponent = "Armed Forces of Ukraine on the Syva"
command = "ministry"
start = 2030-10-01
end = 2030-12-31
as_of = [2030-11-01]
"""
AREAS = """\
id,name,lat,lon,adjacent,aliases
polivka,Polivka,46.6,32.6,zarichne,
zarichne,Zarichne and its crossings,46.7,32.7,polivka,Old Ferry
"""
FORMATIONS = """\
id,name,parent,echelon,troops,strength,area,arrives
ministry,Ministry of Defence,,command,professional,0,,
syva-group,Grouping Syva,ministry,army-group,professional,0,,
reg-12,12th Rifle Regiment,syva-group,regiment,mobilised,900,polivka,
reg-45,45th Rifle Regiment,syva-group,regiment,mobilised,900,polivka,
div-8,8th Airborne Division,syva-group,division,elite,3000,zarichne,
"""
EVENTS = """\
date,reported,formation,area,kind,people,source,reliability,credibility,note
2030-10-04,2030-10-05,reg-12,polivka,conduct.defend,,wire,B,2,the line holds
"""
SOURCES = """\
key,name,url,published,reliability
wire,A wire agency,https://example.org/wire,2030-10-05,B
"""
RIVER = {
    "case.toml": TOML,
    "areas.csv": AREAS,
    "formations.csv": FORMATIONS,
    "events.csv": EVENTS,
    "sources.csv": SOURCES,
}
ARTICLES = {
    "en": """\
Lines fray on the Syva
8 November 2030

People queued for bread in the capital on Monday. Ukrainian troops entered the outskirts of Polivka overnight after two
days of shelling, the governor said. The weather is expected to turn colder next week.

Soldiers of the 12th Rifle Regiment refused to return to their positions. About 60 soldiers of the 45th Regiment
deserted last week and hid in nearby villages. Military police arrested some of the men.

The spokesman in Moscow denied that any retreat was under way and said the situation was under control. Yet satellite
images show pontoon bridges and barges that carry vehicles to the left bank.

The war has changed the lives of millions. Historians will argue about its causes for a long time. Paratroopers of the
8th Division held their line at Zarichne and repelled three attacks.

The Russian force will probably leave Polivka within weeks. A general collapse remains unlikely.
""",
    "de": """\
Die Front an der Sywa wankt
8. November 2030

In der Hauptstadt standen die Menschen am Montag Schlange vor den Bäckereien. Ukrainische Truppen drangen in der Nacht
in die Vororte von Poliwka ein, nachdem sie die Stadt zwei Tage lang beschossen hatten. Am Wochenende soll es kälter
werden.

Soldaten des 12. Schützenregiments verweigerten den Befehl, in ihre Stellungen zurückzukehren. Rund 60 Soldaten des
45. Regiments sind letzte Woche desertiert. Die Feldjäger verhafteten einige der Männer.

Der Sprecher in Moskau dementierte einen Rückzug und sagte, alles sei unter Kontrolle. Auf Satellitenbildern sind jedoch
Pontonbrücken und Fähren zu sehen, die Fahrzeuge ans linke Ufer bringen.

Der Krieg hat das Leben vieler Menschen verändert. Über seine Gründe wird man noch lange streiten. Die Fallschirmjäger
der 8. Division hielten ihre Linie bei Saritschne und wehrten drei Angriffe ab.

Die russischen Truppen dürften Poliwka in den nächsten Wochen räumen. Ein Zusammenbruch der ganzen Armee ist
unwahrscheinlich.
""",
    "uk": """\
Фронт на Сиві тріщить
8 листопада 2030 року

У столиці люди в понеділок стояли в чергах по хліб. Українські війська вночі увійшли на околиці Полівки після двох днів
обстрілів, повідомив голова області. Наступного тижня похолодає.

Солдати 12-го стрілецького полку відмовилися повертатися на позиції. Близько 60 солдатів 45-го полку дезертирували
минулого тижня. Військова поліція заарештувала частину з них.

Речник у Москві спростував відступ і заявив, що ситуація під контролем. Проте на супутникових знімках видно понтонні
мости та баржі, якими вивозять техніку на лівий берег.

Війна змінила життя мільйонів людей. Про її причини ще довго сперечатимуться. Десантники 8-ї дивізії втримали оборону
біля Зарічного і відбили три атаки.

Російські війська, ймовірно, залишать Полівку найближчими тижнями. Загальний розвал армії малоймовірний.
""",
    "ru": """\
Фронт на Сыве трещит
8 ноября 2030 года

В столице люди в понедельник стояли в очередях за хлебом. Украинские войска ночью вошли на окраины Поливки после двух
дней обстрелов, сообщил глава области. На следующей неделе похолодает.

Солдаты 12-го стрелкового полка отказались возвращаться на позиции. Около 60 солдат 45-го полка дезертировали на прошлой
неделе. Военная полиция арестовала часть из них.

Представитель в Москве опроверг отступление и заявил, что обстановка под контролем. Однако на спутниковых снимках видны
понтонные мосты и баржи, которыми вывозят технику на левый берег.

Война изменила жизнь миллионов людей. О её причинах ещё долго будут спорить. Десантники 8-й дивизии удержали оборону у
Заречного и отбили три атаки.

Российские войска, вероятно, оставят Поливку в ближайшие недели. Общий развал армии маловероятен.
""",
}
"""The same article: seven reports, two judgements, and sentences that say nothing of a kind."""
COMMENTARY = """\
2030-11-12
Der Rückzug aus Polivka lässt auf eine zerstrittene Führung in Moskau schliessen: Nichts passt mehr zusammen.
Das sieht eher danach aus, dass die Verbände vor Ort eigenmächtig handeln und Befehle aus Moskau nicht mehr befolgen.
Zum Täuschen hätten einfache Attrappen genügt.
Die Frage ist, wie es nun weitergeht.
Verliert der Kreml die Kontrolle ganz, bricht seine Armee an der Sywa völlig in sich zusammen.
Das kann auch zur Kapitulation grösserer Verbände führen.
Die nächsten Wochen werden entscheidend sein.
"""
"""A made-up commentary whose author nobody knows."""


def write_river(folder: Path) -> Path:
    """Write the case into a new folder and give it back."""
    folder.mkdir()
    for name, text in RIVER.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder
