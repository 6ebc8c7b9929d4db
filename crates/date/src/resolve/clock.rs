//! Times of day.

use super::{Anchor, Meaning, Reader};
use crate::calendar::Grain;
use crate::find::Found;
use crate::grammar::{Amount, Slot};
use crate::lex::Gap;
use crate::lexicon::{Class, class};

impl Reader<'_> {
    /// A time of day as TIMEX3 writes it behind the day: `T16:12`.
    pub(super) fn clock(&self, node: &Found, minutes: Option<Amount>) -> Option<String> {
        let half_day = node
            .any(class::AMPM)
            .and_then(|t| self.word(t, class::AMPM));
        let half_day = half_day.or_else(|| {
            let part = self.word(node.any(class::PART)?, class::PART)?;
            Some(if part == "MO" { "AM" } else { "PM" })
        });
        let by = |class: Class, n: u8| node.slot(Slot { class, n }).copied();
        if let (Some(hour), Some(amount)) = (by(class::NUM, 0), minutes)
            && node.any(class::FIVES).is_some()
        {
            let hour = self.number(&hour, class::NUM)?;
            let total = hour * 60 + self.amount(node, amount)?;
            return Some(format!(
                "T{:02}:{:02}",
                total.div_euclid(60) % 24,
                total.rem_euclid(60)
            ));
        }
        let hour = node
            .any(class::HOUR)
            .or_else(|| node.any(class::POINT))
            .copied()
            .or_else(|| by(class::NUM, 2))
            .or_else(|| by(class::NUM, 0));
        let (mut hour, mut minute) = match hour {
            Some(token) if token.is(class::POINT) => (self.number(&token, class::POINT)?, 0),
            Some(token) => (self.number(&token, class::NUM)?, 0),
            // `0300 hours`
            None => {
                let token = node.any(class::FOUR)?;
                let n = i32::try_from(token.number).ok()?;
                (n / 100, n % 100)
            }
        };
        if let Some(token) = node.any(class::MINUTE) {
            minute = self.number(token, class::MINUTE)?;
        }
        match half_day {
            Some("AM") if hour == 12 => hour = 0,
            Some("PM") if hour < 12 => hour += 12,
            Some("AM") if hour > 12 => return None,
            _ => {}
        }
        if let Some(amount) = minutes {
            let total = hour * 60 + self.amount(node, amount)?;
            (hour, minute) = (total.div_euclid(60), total.rem_euclid(60));
        }
        let lawful = (0..=24).contains(&hour) && (0..60).contains(&minute);
        (lawful && (hour < 24 || minute == 0)).then(|| format!("T{hour:02}:{minute:02}"))
    }

    /// A time of day that stands alone belongs to the day beside it ("at noon on Friday"), else to the
    /// day last spoken of.
    pub(super) fn clock_on_its_day(&mut self, meaning: Meaning, at: usize) -> Meaning {
        let Meaning::Text(time) = meaning else {
            return meaning;
        };
        let ahead = self.findings.top.iter().skip(at + 1).take(3);
        let mut ahead = ahead.take_while(|t| t.gap != Gap::Break);
        if let Some(token) = ahead.find(|t| t.is(class::DATE)).copied()
            && let Meaning::At(stretch, _) = self.child(&token)
            && stretch.grain == Grain::Day
        {
            self.anchor = Anchor::Spoken((token.start, token.end));
            return Meaning::At(stretch, time);
        }
        match self.then(Grain::Day) {
            Some(then) if then.grain == Grain::Day => Meaning::At(then, time),
            _ => Meaning::Text(format!("XXXX-XX-XX{time}")),
        }
    }
}
