//! How long and how often.

use super::Reader;
use crate::find::Found;
use crate::grammar::{Amount, Slot, Unit};
use crate::lex::Token;
use crate::lexicon::{Class, class};

impl Reader<'_> {
    pub(super) fn length(&self, node: &Found, parts: &[Amount], unit: Unit) -> Option<String> {
        let (letters, times) = self.unit(node, unit)?;
        let whole = parts.first().and_then(|p| self.amount(node, *p));
        let n = match whole {
            Some(n) => n.checked_mul(times)?.to_string(),
            None => "X".to_owned(),
        };
        let Some(fraction) = parts.get(1).and_then(|p| self.amount(node, *p)) else {
            return Some(duration(&n, letters));
        };
        Some(match (letters, fraction) {
            ("TH", 5) if n == "0" => "PT30M".to_owned(),
            ("TM", 5) if n == "0" => "PT30S".to_owned(),
            ("TH", 5) => format!("PT{n}H30M"),
            ("TM", 5) => format!("PT{n}M30S"),
            _ => duration(&format!("{n}.{fraction}"), letters),
        })
    }

    /// "two years and three months": the units are named apart, the larger first.
    pub(super) fn sum(&self, node: &Found) -> Option<String> {
        let units = [
            class::YEARS,
            class::MONTHS,
            class::WEEKS,
            class::DAYS,
            class::HOURS,
            class::MINUTES,
            class::SECONDS,
        ];
        let is_unit = |s: &&(Slot, Token)| units.contains(&s.0.class);
        let amounts = node.slots.iter().filter(|(slot, _)| slot.n > 0);
        let (mut whole, mut in_day) = (String::from("P"), false);
        for ((slot, amount), (unit, word)) in amounts.zip(node.slots.iter().filter(is_unit)) {
            let letters = self.word(word, unit.class)?;
            let n = match slot.class {
                _ if amount.is(class::VAGUE) && !amount.is(class::NUM) => {
                    self.word(amount, class::VAGUE)?.to_owned()
                }
                class => self.number(amount, class)?.to_string(),
            };
            let of_day = letters.strip_prefix('T');
            if of_day.is_some() && !in_day {
                whole.push('T');
                in_day = true;
            }
            whole.push_str(&n);
            whole.push_str(of_day.unwrap_or(letters));
        }
        Some(whole)
    }

    /// What comes back: `XXXX-WXX-1` for Mondays.
    pub(super) fn each(&self, node: &Found) -> Option<String> {
        let value = |classes: &[Class]| {
            classes
                .iter()
                .find_map(|c| node.any(*c).and_then(|t| self.word(t, *c)))
        };
        let part = value(&[class::PART, class::PARTS]);
        let time = part.map_or_else(String::new, |p| format!("T{p}"));
        if let Some(day) = value(&[class::WEEKDAY, class::WEEKDAYS]) {
            return Some(format!("XXXX-WXX-{day}{time}"));
        }
        if let Some(month) = value(&[class::MONTH]) {
            return Some(format!("XXXX-{:02}", month.parse::<u8>().ok()?));
        }
        if let Some(season) = value(&[class::SEASON, class::SEASONS]) {
            return Some(format!("XXXX-{season}"));
        }
        if let Some(holiday) = value(&[class::HOLIDAY]) {
            let fixed = holiday.len() == 5;
            return Some(if fixed {
                format!("XXXX-{holiday}")
            } else {
                "P1Y".to_owned()
            });
        }
        part.map(|_| format!("XXXX-XX-XX{time}"))
    }
}

/// `P3D`, `PT20M`.
pub(super) fn duration(n: &str, letters: &str) -> String {
    match letters.strip_prefix('T') {
        Some(letter) => format!("PT{n}{letter}"),
        None => format!("P{n}{letters}"),
    }
}
