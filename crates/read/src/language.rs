//! Which language an article is written in.

use crate::lists;
use rapporteur_record::{Article, BlockKind, Warning};

/// Of the text so much is looked at: more does not change the answer.
const ENOUGH: usize = 8 * 1024;

/// Words that nearly every English paragraph holds, and that are rare elsewhere.
const ENGLISH: &[&str] = &[
    "the", "and", "of", "to", "that", "was", "with", "said", "for", "is", "have", "by", "not",
    "are", "it", "he", "she", "they", "would", "from", "his", "her",
];

/// Tells the language of an article by its body and warns where it is not analysed.
pub(crate) fn tell(article: &mut Article) {
    let mut sample = String::new();
    let body = article.blocks_of(BlockKind::Body);
    for span in body.chain(article.blocks.iter().map(|b| b.span)) {
        if sample.len() >= ENOUGH {
            break;
        }
        sample.push_str(lists::head(article.text.quote(span), ENOUGH));
        sample.push('\n');
    }
    article.language = code(&sample).to_owned();
    if article.language != "en" {
        article.warnings.push(Warning {
            code: "not-english".to_owned(),
            message: format!(
                "the language of this article seems to be {:?}; it is kept and searchable, not analysed",
                article.language
            ),
            span: None,
        });
    }
}

/// The ISO 639-1 code of a text's language, `und` where it cannot be told.
fn code(sample: &str) -> &'static str {
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let ascii = sample.chars().filter(char::is_ascii_alphabetic).count();
    let words: Vec<String> = lists::words(sample).collect();
    let english = words
        .iter()
        .filter(|w| ENGLISH.contains(&w.as_str()))
        .count();
    // Latin letters and a share of function words that no other language reaches.
    if ascii * 10 >= letters * 9 && english * 8 >= words.len() && !words.is_empty() {
        return "en";
    }
    // Only for the others: the detector takes longer than all else here.
    match whatlang::detect(sample) {
        Some(info) if info.is_reliable() && letters >= 40 => iso(info.lang()),
        Some(info) if ascii * 10 < letters * 5 => iso(info.lang()),
        _ if letters > 0 && ascii * 10 >= letters * 9 && (letters < 200 || english > 0) => "en",
        Some(info) => iso(info.lang()),
        None => "und",
    }
}

/// ISO 639-1 for the languages that the detector knows.
fn iso(lang: whatlang::Lang) -> &'static str {
    use whatlang::Lang::*;
    match lang {
        Afr => "af",
        Aka => "ak",
        Amh => "am",
        Ara => "ar",
        Aze => "az",
        Bel => "be",
        Ben => "bn",
        Bul => "bg",
        Cat => "ca",
        Ces => "cs",
        Cmn => "zh",
        Cym => "cy",
        Dan => "da",
        Deu => "de",
        Ell => "el",
        Eng => "en",
        Epo => "eo",
        Est => "et",
        Fin => "fi",
        Fra => "fr",
        Guj => "gu",
        Heb => "he",
        Hin => "hi",
        Hrv => "hr",
        Hun => "hu",
        Hye => "hy",
        Ind => "id",
        Ita => "it",
        Jav => "jv",
        Jpn => "ja",
        Kan => "kn",
        Kat => "ka",
        Khm => "km",
        Kor => "ko",
        Lat => "la",
        Lav => "lv",
        Lit => "lt",
        Mal => "ml",
        Mar => "mr",
        Mkd => "mk",
        Mya => "my",
        Nep => "ne",
        Nld => "nl",
        Nob => "nb",
        Ori => "or",
        Pan => "pa",
        Pes => "fa",
        Pol => "pl",
        Por => "pt",
        Ron => "ro",
        Rus => "ru",
        Sin => "si",
        Slk => "sk",
        Slv => "sl",
        Sna => "sn",
        Spa => "es",
        Srp => "sr",
        Swe => "sv",
        Tam => "ta",
        Tel => "te",
        Tgl => "tl",
        Tha => "th",
        Tuk => "tk",
        Tur => "tr",
        Ukr => "uk",
        Urd => "ur",
        Uzb => "uz",
        Vie => "vi",
        Yid => "yi",
        Zul => "zu",
    }
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn languages() {
        for (text, want) in [
            (
                "The harbour master said that the ferry would not sail.",
                "en",
            ),
            ("No comment.", "en"),
            (
                "Der Hafenmeister sagte am Dienstag, dass die Fähre wegen des Sturms nicht auslaufen werde.",
                "de",
            ),
            (
                "Le maire a déclaré que le pont resterait fermé jusqu'à la fin de la semaine.",
                "fr",
            ),
            ("Капитан порта сказал, что паром не выйдет.", "ru"),
            ("123 456", "und"),
        ] {
            assert_eq!(code(text), want, "{text}");
        }
    }
}
