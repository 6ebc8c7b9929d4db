//! Numbers, with what they count and whose they are.

use crate::statement::StatementId;
use crate::text::Span;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A quantity in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its words: "about 300".
    pub span: Span,
    /// How many or how much; `None` for "several".
    pub value: Option<Quantity>,
    /// What is counted or measured, as printed: "settlements"; empty where that is only understood ("there
    /// were 312").
    pub unit: String,
    /// Rough or bounded.
    pub modifier: Option<FigureMod>,
    /// The statement in which it stands; `None`: the article's own voice.
    pub stated_in: Option<StatementId>,
}

/// A number or a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Quantity {
    /// 300
    One(f64),
    /// 200 to 300
    Range(f64, f64),
}

/// How a figure is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FigureMod {
    /// "about", "some", "around"
    #[serde(rename = "about")]
    About,
    /// "more than", "over", "at least"
    #[serde(rename = "more than")]
    MoreThan,
    /// "less than", "under", "nearly"
    #[serde(rename = "less than")]
    LessThan,
}

/// Whole numbers are written without a fraction: `300`, not `300.0`.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Number {
    Whole(i64),
    Real(f64),
}

impl From<f64> for Number {
    fn from(value: f64) -> Number {
        // Up to 2^53 every whole number has its own double.
        let exact = value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0;
        if exact {
            Number::Whole(value as i64)
        } else {
            Number::Real(value)
        }
    }
}

impl From<Number> for f64 {
    fn from(number: Number) -> f64 {
        match number {
            Number::Whole(n) => n as f64,
            Number::Real(x) => x,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    One(Number),
    Range(Number, Number),
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Quantity::One(x) => Written::One(x.into()),
            Quantity::Range(x, y) => Written::Range(x.into(), y.into()),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Written::deserialize(deserializer)? {
            Written::One(x) => Quantity::One(x.into()),
            Written::Range(x, y) => Quantity::Range(x.into(), y.into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Quantity;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        let json = |q: Quantity| serde_json::to_string(&q).unwrap();
        assert_eq!(json(Quantity::One(300.0)), "300");
        assert_eq!(json(Quantity::One(2.5)), "2.5");
        assert_eq!(json(Quantity::Range(200.0, 300.0)), "[200,300]");
        let back: Quantity = serde_json::from_str("[200,300]").unwrap();
        assert_eq!(back, Quantity::Range(200.0, 300.0));
    }
}
