//! Corrections of figures and times, each at its own words.

use crate::log::Change;
use rapporteur_record::{
    Anchor, Annotated, Figure, Quantity, Said, Span, Statement, StatementId, Time, TimeKind,
    TimeValue, When,
};

/// Puts what a person says of a figure or time at its words. `statements` are those of the article with their
/// numbers in it, where they have any.
pub(crate) fn put(
    annotated: &mut Annotated,
    mut statements: Vec<(Option<usize>, &mut Statement)>,
    span: Span,
    change: &Change,
) -> Result<(), &'static str> {
    match change {
        Change::Figure { value, unit } => {
            let stated_in = stated_in(&statements, span);
            let figures = &mut annotated.figures;
            let place = place(figures, |f| f.span, span)?;
            figure(figures, place, span, *value, unit, stated_in);
        }
        Change::NoFigure => {
            if let Some(place) = place(&annotated.figures, |f| f.span, span)? {
                annotated.figures.remove(place);
            }
        }
        Change::Time { value } => {
            let place = place(&annotated.times, |t| t.span, span)?;
            let known = place.and_then(|n| annotated.times.get(n));
            let confirmed = known.is_some_and(|t| t.value.as_ref() == value.as_ref());
            time(&mut annotated.times, place, span, value.as_ref());
            // What a person only confirms stays as it was read: a statement's days may be a range of which these
            // words give one end.
            if !confirmed {
                for (_, statement) in &mut statements {
                    follow(statement, span, value.as_ref());
                }
            }
        }
        Change::NoTime => {
            if let Some(place) = place(&annotated.times, |t| t.span, span)? {
                annotated.times.remove(place);
            }
            for (_, statement) in &mut statements {
                follow(statement, span, None);
            }
        }
        // The others are of statements and names.
        _ => {}
    }
    Ok(())
}

/// What stands at these words: the very same, else the only one that shares words with them.
fn place<T>(
    all: &[T],
    span_of: impl Fn(&T) -> Span,
    span: Span,
) -> Result<Option<usize>, &'static str> {
    if let Some(same) = all.iter().position(|one| span_of(one) == span) {
        return Ok(Some(same));
    }
    let near: Vec<usize> = (0..)
        .zip(all)
        .filter(|(_, one)| overlaps(span_of(one), span))
        .map(|(n, _)| n)
        .collect();
    match near.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(*one)),
        _ => Err("more than one stands at its words"),
    }
}

fn overlaps(a: Span, b: Span) -> bool {
    a.start() < b.end() && b.start() < a.end()
}

fn figure(
    figures: &mut Vec<Figure>,
    place: Option<usize>,
    span: Span,
    value: Option<Quantity>,
    unit: &str,
    stated_in: Option<StatementId>,
) {
    match place.and_then(|n| figures.get_mut(n)) {
        Some(known) => {
            // "more than 300" that a person makes 350 is no longer a bound.
            if known.value != value {
                known.modifier = None;
            }
            (known.span, known.value) = (span, value);
            unit.clone_into(&mut known.unit);
        }
        None => {
            figures.push(Figure {
                span,
                value,
                unit: unit.to_owned(),
                modifier: None,
                stated_in,
            });
            figures.sort_by_key(|f| f.span.start());
        }
    }
}

/// The innermost statement in whose words a place lies.
fn stated_in(statements: &[(Option<usize>, &mut Statement)], span: Span) -> Option<StatementId> {
    let holds = |s: &Span| s.start() <= span.start() && span.end() <= s.end();
    let inside = statements
        .iter()
        .filter(|(_, s)| s.content.iter().any(holds));
    let (number, _) = inside.min_by_key(|(_, s)| s.content_cover().map_or(0, |c| c.len()))?;
    Some(StatementId(u32::try_from((*number)?).ok()?))
}

fn time(times: &mut Vec<Time>, place: Option<usize>, span: Span, value: Option<&TimeValue>) {
    match place.and_then(|n| times.get_mut(n)) {
        Some(known) if known.value.as_ref() == value => known.span = span,
        Some(known) => {
            known.span = span;
            known.kind = value.map_or(known.kind, kind);
            known.value = value.cloned();
            known.modifier = None;
            // A person's value is counted from nothing.
            known.anchor = value.map(|_| Anchor::default());
            known.rule = None;
        }
        None => {
            let kind = value.map_or(TimeKind::Date, kind);
            times.push(Time::new(span, kind, value.cloned()));
            times.sort_by_key(|t| t.span.start());
        }
    }
}

/// TIMEX3's type of a value.
fn kind(value: &TimeValue) -> TimeKind {
    match value.as_str() {
        // PAST_REF, PRESENT_REF, FUTURE_REF
        v if v.ends_with("_REF") => TimeKind::Date,
        v if v.starts_with('P') => TimeKind::Duration,
        v if v.contains('T') => TimeKind::Time,
        _ => TimeKind::Date,
    }
}

/// The days of a statement that were read from these words become those of the person's value; without one they
/// are open.
fn follow(statement: &mut Statement, span: Span, value: Option<&TimeValue>) {
    let days = value.and_then(TimeValue::days);
    if statement.said.evidence.iter().any(|e| overlaps(*e, span))
        && statement.said.value.as_ref() != value
    {
        statement.said = match days {
            Some(_) => Said {
                value: value.cloned(),
                evidence: vec![span],
            },
            None => Said::default(),
        };
    }
    let changed = |when: &When| overlaps(when.span, span) && Some(&when.value) != value;
    let put = |mut when: When| -> Option<When> {
        if !changed(&when) {
            return Some(when);
        }
        let value = value?;
        let (first, last) = days.unzip();
        // "by 1 May" stays open at its beginning.
        let from = first.filter(|_| when.from.is_some() || when.to.is_none());
        let to = last.filter(|_| when.to.is_some() || when.from.is_none());
        (when.from, when.to) = (from, to);
        when.precision = value.precision();
        when.value = value.clone();
        when.modifier = None;
        Some(when)
    };
    statement.when = std::mem::take(&mut statement.when)
        .into_iter()
        .filter_map(put)
        .collect();
}
