/// Pairs of names as two records of one person have them, and pairs that are two persons.
enum NameTables {
    /// One name to a line with all its spellings, parted by `=`.
    static let alike = pairs(
        """
        Jusuf = Yusuf = Joesoef = JUSUF
        Djaja = Jaya
        Soerjadi = Suryadi = Surjadi = Suriadi
        Tjahjo = Cahyo = Tjahyo
        Tjandra = Candra = Chandra
        Soekarno = Sukarno
        Soeharto = Suharto
        Boediono = Budiono
        Oemar = Umar
        Roekmini = Rukmini
        Soesilo = Susilo
        Djoko = Joko
        Djamilah = Jamilah = Jamila
        Adji = Aji = Adjie
        Widjaja = Wijaya
        Rahardjo = Raharjo = Raharyo
        Pandjaitan = Panjaitan
        Njoman = Nyoman
        Sjahrir = Syahrir = Sahrir
        Sjarifoeddin = Syarifuddin = Syarifudin = Sarifudin = Sjarifudin
        Tjipto = Cipto
        Tjokroaminoto = Cokroaminoto
        Juliana = Yuliana = Joeliana
        Julianti = Yulianti
        Johannes = Yohanes = Johanes = Yohannes
        Josef = Yosef = Joseph = Yoseph
        Achmad = Akhmad = Ahmad = Ahmat = Ach. = Ahmed
        Rachman = Rahman = Rakhman
        Chairul = Khairul = Hairul
        Choirunnisa = Khoirunnisa = Khoirunisa = Choirunisa
        Chotimah = Khotimah = Khotima = Hotimah
        Chodijah = Khodijah = Khodija
        Mukhlis = Muchlis = Muhlis
        Bachtiar = Bakhtiar = Bahtiar
        Fachri = Fakhri = Fahri
        Fatkhul = Fathul = Fatchul
        Christina = Kristina
        Christian = Kristian
        Chintya = Cintya = Cintia = Chyntia
        Syamsul = Samsul = Sjamsoel
        Syaiful = Saiful = Saeful = Sjaifoel = Sayful
        Shinta = Sinta
        Masyhur = Mashur
        Nnurhayati = Nur Hayati
        Aisha = Aisya = Aisyah = Aisah = 'Aisyah = ‘Aisyah = Aisjah
        Asy'ari = Asyari = Ashari
        Ramadhan = Ramadan
        Ramadhani = Ramadani
        Budhi = Budi = Boedi = Budhy = Budy
        Yudha = Yuda = Judha
        Adhitya = Aditya = Aditia
        Dhea = Dea
        Fadhil = Fadil
        Fathimah = Fatimah = Fatima = FATIMAH
        Thohir = Tohir
        Martha = Marta
        Ghani = Gani
        Ghozali = Gozali
        Bhakti = Bakti
        Dzaki = Zaki
        Dzulfikar = Zulfikar = Dzulfiqar = Zulfiqar
        Utsman = Usman
        Natsir = Nasir
        Novi = Nofi = Novy
        Silvia = Silfia = Silviya
        Alvin = Alfin
        Stephanie = Stefanie
        Taufiq = Taufik
        Ishaq = Ishak = Isak
        Rizki = Rizky = Riski = Rizqi = Rizqy
        Aziz = Azis
        Erick = Erik
        Dicky = Diki = Dicki
        Alex = Aleks
        Felix = Feliks
        Anissa = Anisa = Annisa = Annisah
        Heri = Herry = Hery = Herri
        Deni = Denny = Deny
        Andi = Andy
        Susi = Susy
        Desi = Desy
        Rosita = Rosyta
        Dyah = Diah
        Arief = Arif
        Daniel = Danil
        Melanie = Melani = Melany
        Dewi = Dewie = Dewy
        Tyas = Tias = Tiyas
        Supriyadi = Supriadi = Soeprijadi
        Priyono = Priono
        Riyadi = Riadi
        Suwardi = Suardi = Soewardi
        Satria = Satriya = Satrya
        Maria = Mariya
        Zakaria = Zakariya
        Zaenab = Zainab
        Nuraeni = Nuraini = Nur'aini = Nur Aini = Noeraini = Nur-Aini = Nur’aini = Noor Aini = Nur'Aeni
        Haerudin = Hairudin = Khaeruddin = Khairudin = Chaeruddin
        Haikal = Haykal
        Faisal = Faysal
        Laila = Layla = Lailah
        Indah = Inda
        Sarah = Sara
        Hidayatullah = Hidayatulla = Hidayatulah
        Ruqayyah = Rukayah = Ruqayah = Rukayyah
        Nurhayati = Nur Hayati = Noerhajati = Nur Hajati
        Nurjanah = Nur Jannah = Nurdjanah = Nurjannah
        Nurhasanah = Nur Hasanah = Nurchasanah = Nurkhasanah
        Nurohman = Nurrohman = Nur Rohman = Nur Rochman
        Nurul Huda = Nurulhuda = Noeroel Hoeda
        Nur Ahmad = Nurachmad
        Muhammad Ali = Mohammad Ali = Mohamad Ali = Muhamad Ali = Mochamad Ali = Mochammad Ali = Muchamad Ali = Mokhamad Ali
        Muhammad Ali = Muh. Ali = Moh. Ali = Md. Ali = M. Ali = M Ali = Moch. Ali = Mohd Ali = Moh.Ali = M.Ali = Mohammed Ali
        Muhammad Rizki = M. Rizky = Moh Rizqi
        Abdul Rahman = Abdurrahman = Abdulrahman = Abdurahman = Abdoelrachman = Abd. Rahman = Abdur Rahman = Abd Rachman
        Abdul Salam = Abdussalam = Abdus Salam = Abdusalam
        Abdul Aziz = Abdulaziz = Abd. Azis = Abdoel Azis
        Abdul Latif = Abdullatif = Abdulatif = Abdul Latief = Abd. Latief
        Abdul Syukur = Abdusyukur = Abdusy Syukur = Abdussyukur
        Abdullah = Abdulah = Abdoellah
        Siti Aminah = St. Aminah = Sitti Aminah = Siti Aminah, S.Pd. = Hj. Siti Aminah = Ibu Siti Aminah
        Siti Aminah = Aminah Siti = SITI AMINAH = siti  aminah = Siti Aminah, A.Md.Keb. = Siti Aminah, S. Pd., M. Si.
        Siti Aminah = Alm. Siti Aminah = Almh. Siti Aminah = Sdri. Siti Aminah = Ny. Siti Aminah = An. Siti Aminah
        Bambang Irawan = H. Bambang Irawan = Drs. H. Bambang Irawan, M.M. = Ir. Bambang Irawan = Bambang Irawan, S.H., M.H.
        Bambang Irawan = Prof. Dr. Bambang Irawan, Ph.D. = dr. Bambang Irawan, Sp.OG = Bapak Bambang Irawan = Tn. Bambang Irawan
        Bambang Irawan = Bambang Irawan, SH = BAMBANG IRAWAN, S.KOM. = Sdr. Bambang Irawan = K.H. Bambang Irawan = KH Bambang Irawan
        Bambang Irawan = Ust. Bambang Irawan = Raden Bambang Irawan = R. Bambang Irawan = R.M. Bambang Irawan = Hi. Bambang Irawan
        Ahmad bin Umar = Ahmad Umar = Achmad b. Oemar = Ahmad Bin Umar
        Fatimah binti Yusuf = Fatimah Yusuf = Fatimah bt. Jusuf = Fatimah bte Yusuf
        Mawar alias Bunga = Mawar Bunga = Mawar als. Bunga = Mawar (Bunga) = Mawar/Bunga
        Kgs. Ali = Kiagus Ali = Kgs Ali
        Kms. Hasan = Kemas Hasan
        Mgs. Hasan = Masagus Hasan
        Nys. Aminah = Nyimas Aminah
        Msy. Aminah = Masayu Aminah
        Rosmala br. Sitorus = Rosmala Sitorus = Rosmala boru Sitorus
        Jum'at = Jumat = Jumʼat
        Ma'ruf = Maruf = Ma`ruf
        Sya'ban = Syaban = Sa'ban
        Rosé = Rose = Ros\u{e9} = Rose\u{301}
        Zoë = Zoe = Zu
        Nguyễn = Nguyen
        Müller = Muller
        François = Francois
        Đặng = Dang
        Łukasz = Lukasz
        Strauß = Straus = STRAUSS
        Ｓｉｔｉ = Siti
        Si\u{200b}ti = Siti = \u{202e}Siti\u{202c} = Si\u{ad}ti
        Bunga 🌺 Melati = Bunga Melati = Melati, Bunga = Bunga\tMelati = Bunga_Melati = Bunga\u{a0}Melati
        Маша = МАША
        """)

    /// Two names to a line that must not meet.
    static let apart = pairs(
        """
        Siti = Sita
        Budi = Buda
        Aam = Am
        Aan = An
        Iis = Is
        Een = En
        Ani = Ina
        Ani = Ana
        Dewi = Devi
        Rahayu = Rayu
        Tohir = Toir
        Suharti = Suarti
        Rahman = Rohman
        Rahmat = Rohmat
        Khadijah = Khodijah
        Umar = Omar
        Usman = Osman
        Fajar = Pajar
        Fitri = Pitri
        Taufik = Topik
        Zainal = Jaenal
        Zahra = Sahra
        Zahra = Zara
        Azhar = Ashar
        Reza = Resa
        Eko = Eka
        Ratna = Ratno
        Heni = Hani
        Rudi = Rusdi
        Ahmad = Hamid
        Ahmad = Muhammad
        Muhammad = Mahmud
        Muhammad = Muhammadiyah
        Abdul Rahman = Rahman
        Abdul Rahman = Abdullah
        Abdullah = Abdul
        Abdi = Abdul
        Abduh = Abdul
        Nuri = Nur
        Nurul = Nur
        Nurul Huda = Nur Huda
        Nuraini = Nuraina
        Sri Wahyuni = Wahyuni
        Siti Aminah = Aminah
        Dewi Lestari = Lestari
        Andi Lestari = Lestari
        Made Ayu = Ayu
        Ni Luh = Luh
        Anak Agung = Agung
        Mas Ayu = Ayu
        Nona Lestari = Lestari
        An Lestari = Lestari
        Ns Lestari = Lestari
        Kemas Hasan = Hasan
        Teuku Umar = Umar
        Siti Aminah = Siti Aminah Putri
        Siti Aminah = Siti Maimunah
        Ahmad bin Umar = Ahmad bin Usman
        Maria Goreti = Mario Goreti
        Wati = Watik
        Wahyu = Wahyudi
        Maya = Maia
        Yulia = Yuli
        Candra = Canda
        Cahyo = Cahya
        Sinta = Santi
        Sinta = Shanti
        Susi = Sisi
        Alfarisi = Al Farisi
        Sriwahyuni = Sri Wahyuni
        Rizki = Rizka
        Dian = Diana
        Andi = Anda
        Anggi = Anggun
        Tanto = Hartanto
        Yanto = Yanti
        Bagus = Bagas
        Intan = Inten
        Marni = Marno
        Lilis = Lila
        Маша = Миша
        محمد = احمد
        李 = 王
        """)

    private static func pairs(_ lines: String) -> [(String, String)] {
        lines.split(separator: "\n").flatMap { line in
            let names = line.split(separator: " = ").map(String.init)
            return names.dropFirst().map { (names[0], $0) }
        }
    }
}
