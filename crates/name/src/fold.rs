//! Words with the differences taken out that spelling makes: case, accents, curled marks.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word in small letters without accents: "Šimkė" as "simke", "Ərdov" as "ardov".
pub(crate) fn fold(word: &str) -> String {
    // Nearly every word; nothing but its case differs.
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '’' | 'ʼ' | 'ʻ' => '\'',
            'ə' => 'a',
            'ı' => 'i',
            'ø' => 'o',
            'ł' => 'l',
            'đ' => 'd',
            'ð' => 'd',
            'ß' => 's',
            c => c,
        })
        .collect()
}

/// How a word of a name sounds: in small letters without accents, with the letters made one that transliterations
/// exchange, doubles single, and one ending for "-ov", "-off", "-ow".
///
/// ```
/// use rapporteur_name::sound;
/// assert_eq!(sound("Volkoff"), sound("Volkov"));
/// assert_eq!(sound("Brandquist"), sound("Brandkvist"));
/// assert_ne!(sound("Maria"), sound("Mario"));
/// ```
pub fn sound(word: &str) -> String {
    let mut plain = fold(word);
    for (letters, sound) in [
        ("ph", "f"),
        ("kh", "h"),
        ("qu", "kv"),
        ("sz", "s"),
        ("cz", "c"),
    ] {
        if plain.contains(letters) {
            plain = plain.replace(letters, sound);
        }
    }
    let mut sound = String::with_capacity(plain.len());
    for c in plain.chars() {
        let c = match c {
            'c' | 'q' => 'k',
            'w' => 'v',
            'y' | 'j' => 'i',
            'z' => 's',
            c => c,
        };
        if !sound.ends_with(c) {
            sound.push(c);
        }
    }
    if sound.ends_with("of") || sound.ends_with("ef") {
        sound.pop();
        sound.push('v');
    }
    sound
}

/// Whether a capitalised word is formed from a place's name as demonyms are: "Norrlandish", "Estmarkian".
pub(crate) fn is_demonym_of(word: &str, name: &str) -> bool {
    const ENDINGS: [&str; 14] = [
        "ian", "ians", "an", "ans", "ish", "ese", "i", "is", "ic", "ite", "ites", "er", "ers", "n",
    ];
    let (word, name) = (fold(word), fold(name));
    if name.chars().count() < 4 || name.contains(' ') || word == name {
        return false;
    }
    let bare = name.trim_end_matches(['a', 'e', 'i', 'o', 'u', 'y']);
    ENDINGS.iter().any(|ending| {
        word.strip_suffix(ending)
            .is_some_and(|stem| stem == name || stem == bare)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_sound_alike() {
        assert_eq!(fold("Šimkė"), "simke");
        assert_eq!(sound("Volkoff"), sound("Volkov"));
        assert_eq!(sound("Brandquist"), sound("Brandkvist"));
        assert_ne!(sound("Maria"), sound("Mario"));
    }

    #[test]
    fn demonyms_are_told_from_other_words() {
        assert!(is_demonym_of("Norrlandish", "Norrland"));
        assert!(is_demonym_of("Halvian", "Halvia"));
        assert!(!is_demonym_of("Norrland", "Norrland"));
        assert!(!is_demonym_of("Island", "Isla"));
    }
}
