// SPDX-License-Identifier: Apache-2.0

/// What the generated events are called, where they are and who comes.
enum Vocabulary {
    static let plainTitles = [
        "Stand-up", "Sprint planning", "Lunch with Ada", "Dentist", "Call the bank", "Quarterly review", "Gym",
        "Interview: backend engineer", "Parents' evening", "Train to Hamburg", "Budget, part 2; final numbers",
        "1:1", "Release day", "Book club", "Car inspection",
    ]

    static let otherTitles = [
        "Zahnärztin", "Jour fixe Straßenbau, Übergabe", "Café avec Zoë & Loïc", "会議: 四半期計画",
        "Проект: еженедельный созвон", "Fahrrad 🚲 zur Werkstatt", "Reunión con Íñigo", "Běžecký trénink",
        "פגישה עם הצוות", "Geburtstagsfeier 🎂 bei Jürgen und Käthe",
    ]

    static let places = [
        "Room 4.12", "Café Einstein, Unter den Linden 42, 10117 Berlin", "https://meet.example.org/abc-defg-hij",
        "Hauptbahnhof, Gleis 7", "Bürgeramt Neukölln; Raum 3", "Home",
    ]

    static let people = [
        ("Ada Lovelace", "ada"), ("Jürgen Groß", "juergen.gross"), ("Zoë Müller", "zoe"), ("田中 健", "tanaka"),
        ("Grace Hopper", "grace"), ("Łukasz Żak", "lukasz.zak"), ("Iñaki Etxeberria", "inaki"),
        ("Noor van Dijk", "noor"), ("Emmy Noether", "emmy"), ("Sven Öberg", "sven.oberg"),
    ]

    static let words = [
        "agenda", "please", "bring", "the", "figures", "für", "das", "zweite", "Quartal", "and", "read", "chapter",
        "three", "before", "we", "meet", "Änderungen", "siehe", "Wiki", "dial-in", "room", "changed", "thanks",
        "größere", "Runde", "open", "questions", "budget", "travel", "hotel", "tickets", "naïve", "résumé",
    ]
}
