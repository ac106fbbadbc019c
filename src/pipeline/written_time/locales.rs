//! The proof that every locale's own dates are read: each of its forms, in each month, as the CLDR writes it.

use super::{Reading, WrittenTime, read};

const FORMS: &str = include_str!("../../../tests/fixtures/written_time/locales.tsv");
const DAY: u8 = 27;
/// Weekday of the 27th of each month of 2023, Monday 0.
const WEEKDAYS: [usize; 12] = [4, 0, 0, 3, 5, 1, 3, 6, 2, 4, 0, 2];

/// What is not read, by name: Jola-Fonyi's July differs from its June by an accent alone; Kaingang and Toki Pona number
/// their months; Mongolian in its old script joins month and day; Yoruba parts three numbers by blanks.
const UNREAD: [(&str, &str); 5] = [("dyo", "Sú"), ("kgp", "Ky."), ("mn-Mong-MN", "ᠣᠨ"), ("tok", "#"), ("yo", " 2023")];

/// The part of all dates that is read without knowing the language.
const WITHOUT_LANGUAGE: f64 = 0.97;

/// One form of one locale.
struct Form {
    locale: &'static str,
    pattern: &'static str,
    zero: char,
    months: Vec<&'static str>,
    weekdays: Vec<&'static str>,
}

/// The forms of dates, or those of clocks.
fn forms(clocks: bool) -> impl Iterator<Item = Form> {
    all_forms().filter(move |form| form.pattern.contains("{minute}") == clocks)
}

fn all_forms() -> impl Iterator<Item = Form> {
    FORMS.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        Form {
            locale: columns[0],
            pattern: columns[1],
            zero: columns[2].chars().next().unwrap(),
            months: columns[3].split('|').collect(),
            weekdays: columns[4].split('|').collect(),
        }
    })
}

impl Form {
    fn write(&self, month: usize) -> String {
        let numbers = self
            .pattern
            .replace("{yy}", "23")
            .replace("{y}", "2023")
            .replace("{dd}", &format!("{DAY:02}"))
            .replace("{d}", &DAY.to_string())
            .replace("{mm}", &format!("{:02}", month + 1))
            .replace("{m}", &(month + 1).to_string());
        let native = |c: char| match c.to_digit(10) {
            Some(digit) => char::from_u32(self.zero as u32 + digit).unwrap(),
            None => c,
        };
        let native: String = numbers.chars().map(native).collect();
        let named = native.replace("{month}", self.months.get(month).unwrap_or(&""));
        named.replace("{weekday}", self.weekdays.get(WEEKDAYS[month]).unwrap_or(&""))
    }
}

impl Form {
    fn write_clock(&self, hour: u8, minute: u8) -> String {
        let twelve = if hour.is_multiple_of(12) { 12 } else { hour % 12 };
        let numbers = self
            .pattern
            .replace("{HH}", &format!("{hour:02}"))
            .replace("{H}", &hour.to_string())
            .replace("{hh}", &format!("{twelve:02}"))
            .replace("{h}", &twelve.to_string())
            .replace("{minute}", &format!("{minute:02}"));
        let native = |c: char| c.to_digit(10).and_then(|digit| char::from_u32(self.zero as u32 + digit)).unwrap_or(c);
        let half = self.months.get(usize::from(hour >= 12)).unwrap_or(&"");
        numbers.chars().map(native).collect::<String>().replace("{half}", half)
    }
}

#[test]
fn every_locale_reads_its_own_clock() {
    let mut wrong = Vec::new();
    // Dzongkha writes words in front of both numbers.
    for form in forms(true).filter(|form| form.locale != "dz") {
        for (hour, minute) in [(0, 5), (9, 20), (12, 45), (15, 5), (23, 59)] {
            let text = form.write_clock(hour, minute);
            let time = read(&text, Some(form.locale));
            let read = matches!(&time, Some(WrittenTime { reading: Reading::Clock { time }, .. })
                if (time.of_a_whole_day().hour, time.minute) == (hour, minute));
            if !read {
                wrong.push(format!("{} {text}: {}", form.locale, super::golden::spelt(time.as_ref())));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn is_read(text: &str, month: usize, language: Option<&str>) -> bool {
    let Some(time) = read(text, language) else { return false };
    matches!(time.reading, Reading::Date { date, time: None, .. }
        if date.year == Some(2023) && usize::from(date.month) == month + 1 && date.day == DAY)
}

#[test]
fn every_locale_reads_its_own_dates() {
    let (mut all, mut unknown) = (0_u32, 0_u32);
    let mut wrong = Vec::new();
    for form in forms(false) {
        for month in 0..12 {
            let text = form.write(month);
            all += 1;
            unknown += u32::from(is_read(&text, month, None));
            let known = UNREAD.iter().any(|(locale, part)| form.locale == *locale && text.contains(part));
            if !known && !is_read(&text, month, Some(form.locale)) {
                let said = super::golden::spelt(read(&text, Some(form.locale)).as_ref());
                wrong.push(format!("{} {:02} {text}: {said}", form.locale, month + 1));
            }
        }
    }
    eprintln!("{} of {all} dates not read in their language; {unknown} read without a language", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(f64::from(unknown) >= WITHOUT_LANGUAGE * f64::from(all));
}

/// Patterns of the past that are not read as meant, by name: one abbreviation for second and week, one word for day and
/// week, a number in the pattern itself, and the month that news sites write for a minute.
const MISREAD: [(&str, &str); 7] = [
    ("sr", "prije {0} s."),
    ("sr", "прије {0} с."),
    ("csw", "{0} ᐅᑖᑯᓰᕽ"),
    ("mn", "{0} 7 хоногийн өмнө"),
    ("es", "hace {0} m"),
    ("fr", "il y a {0} m."),
    ("ht", "il y a {0} m."),
];

/// The forms of the lexicon with their languages.
fn rows() -> impl Iterator<Item = (&'static str, &'static str, Vec<&'static str>)> {
    include_str!("lexicon/cldr.tsv").lines().filter(|line| !line.starts_with('#')).map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        (columns[0], columns[1], columns[2].split(' ').collect())
    })
}

#[test]
fn every_language_reads_its_own_past() {
    let mut wrong = Vec::new();
    for (kind, form, languages) in rows() {
        let Some(unit) = kind.strip_prefix("ago-") else { continue };
        let (unit, amount) = unit.split_once(':').unwrap_or((unit, "5"));
        let text = form.replace("{0}", amount);
        for language in languages {
            let said = super::golden::spelt(read(&text, Some(language)).as_ref());
            if !MISREAD.contains(&(language, form)) && said != format!("ago {amount} {unit}") {
                wrong.push(format!("{language} {text}: {said}, expected ago {amount} {unit}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Languages whose phrases of last weekdays are too long for a time in bytes, or are cut otherwise than they are written.
const LONG_WEEKDAYS: [&str; 6] = ["ccp", "ff", "my", "rhg", "shn", "si"];

#[test]
fn every_language_reads_its_last_weekdays() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (kind, form, languages) in rows() {
        let Some(weekday) = kind.strip_prefix('l').filter(|day| day.len() == 1) else { continue };
        for language in languages.into_iter().filter(|language| !LONG_WEEKDAYS.contains(language)) {
            let said = super::golden::spelt(read(form, Some(language)).as_ref());
            seen += 1;
            if said != format!("last-weekday-{weekday}") {
                wrong.push(format!("{language} {form}: {said}, expected weekday {weekday}"));
            }
        }
    }
    assert!(seen > 900, "{seen}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
