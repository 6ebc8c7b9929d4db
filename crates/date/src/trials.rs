//! Every rule's own examples, run.

use crate::grammar::{GRAMMAR, Trial};
use crate::read;
use rapporteur_record::Text;

/// What went wrong with an example, or nothing.
fn fault(rule: &str, trial: &Trial) -> Option<String> {
    let created = trial.created.map(|day| day.parse().unwrap());
    let plain = trial.text.replace(['[', ']'], "");
    let start = trial.text.find('[').unwrap_or(0);
    let end = trial.text.find(']').map_or(plain.len(), |at| at - 1);
    let text = Text::new(plain);
    let readings = read(&text, created);
    let Some(wanted) = trial.value else {
        let found = readings.iter().find(|r| r.rule == rule)?;
        return Some(format!("found {:?}", text.quote(found.time.span)));
    };
    let span = text.span(start, end);
    let Some(found) = readings.iter().find(|r| Some(r.time.span) == span) else {
        let found = readings.iter().map(|r| (text.quote(r.time.span), r.rule));
        return Some(format!("found only {:?}", found.collect::<Vec<_>>()));
    };
    let value = found.time.value.as_ref().map_or("?", |v| v.as_str());
    if found.rule != rule || value != wanted {
        return Some(format!("found {value} by `{}`", found.rule));
    }
    None
}

#[test]
fn every_example_holds() {
    let mut faults = Vec::new();
    for rule in &GRAMMAR.rules {
        for trial in &rule.trials {
            if let Some(fault) = fault(rule.name, trial) {
                let (file, line) = (trial.file, trial.line);
                faults.push(format!(
                    "{file}:{line} {}: {} — {fault}",
                    rule.name, trial.text
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_rule_has_an_example() {
    let bare: Vec<_> = GRAMMAR
        .rules
        .iter()
        .filter(|r| r.trials.is_empty() && !r.part)
        .map(|r| r.name)
        .collect();
    assert!(bare.is_empty(), "{bare:?}");
}
