-- titre : Fin des indemnités journalières : 360 jours sur trois ans
-- description : Pour qui est présumé en arrêt, hors procédure L.324-1 : dernier jour payé si l'arrêt continue
-- description : (CSS, L.323-1 2° et R.323-1 4°). Un jour est dû si, dans les trois ans qui le précèdent, moins de 360 jours
-- description : sont payés ; les jours de plus de trois ans sortent du compte, les jours L.324-1 n'y entrent pas.
-- description : Les jours qui suivent le dernier paiement sont présumés payés tant qu'ils sont dus.
-- colonne assure : la personne
-- colonne jours_payes : jours payés connus, dans les trois ans qui finissent au jour jugé
-- colonne jours_exacts : faux si un décompte porte moins de jours que ses dates : les jours payés sont alors comptés au plus
-- colonne jours_presumes : jours présumés payés, du dernier paiement au jour jugé
-- colonne presumes : vrai s'il y en a
-- colonne restants : jours encore dus après le jour jugé, si l'arrêt continue ; 0 si le terme est passé
-- colonne dernier_jour : dernier jour payé connu
-- colonne fin_prevue : dernier jour dû ; le lendemain est le premier jour non payé
WITH
en_arret AS (
    SELECT
        assure,
        dernier_jour,
        jours_avant(
            ans_avant(jours_apres(dernier_jour, 1), parametre('indemnites_journalieres.fenetre_ans')),
            parametre('indemnites_journalieres.borne_lointaine_comprise')
        ) AS hors_compte
    FROM arret_en_cours
    WHERE NOT ald
),
-- Les périodes qui comptent pour le lendemain du dernier paiement, coupées à la borne lointaine.
comptees AS (
    SELECT
        e.assure,
        e.dernier_jour,
        greatest(p.debut, jours_apres(e.hors_compte, 1)) AS debut,
        p.fin
    FROM en_arret AS e
    JOIN periode_indemnisee AS p ON p.assure = e.assure AND p.fin > e.hors_compte
    WHERE NOT p.ald
),
-- Au jour d, le compte est : jours payés encore dans les trois ans + jours présumés depuis le dernier paiement.
-- D'un jour au suivant il monte de 1 au plus, et ne monte que si aucun jour payé ne sort. Il atteint donc la limite
-- pour la première fois soit dès le lendemain, soit quand les périodes sorties le sont entièrement (une date par
-- période), soit un 29 février, où rien ne sort. Il suffit d'éprouver ces jours-là.
sorties AS (
    SELECT
        assure,
        dernier_jour,
        sum(jours_entre(debut, fin) + 1) OVER (
            PARTITION BY assure ORDER BY debut ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS encore_comptes
    FROM comptees
),
candidats AS (
    SELECT
        assure,
        dernier_jour,
        jours_apres(dernier_jour, parametre('indemnites_journalieres.jours_maximum') + 1 - encore_comptes) AS jour
    FROM sorties
    WHERE encore_comptes <= parametre('indemnites_journalieres.jours_maximum')
    UNION
    SELECT assure, dernier_jour, jours_apres(dernier_jour, 1) AS jour
    FROM en_arret
    UNION
    SELECT assure, dernier_jour, jours_apres(dernier_jour, parametre('indemnites_journalieres.jours_maximum') + 1) AS jour
    FROM en_arret
    UNION
    SELECT assure, dernier_jour, fin_du_mois(mois_apres(premier_du_mois(dernier_jour), 2 - mois(dernier_jour))) AS jour
    FROM en_arret
    WHERE mois(dernier_jour) <= 2
    UNION
    SELECT assure, dernier_jour, fin_du_mois(mois_apres(premier_du_mois(dernier_jour), 14 - mois(dernier_jour))) AS jour
    FROM en_arret
),
eprouves AS (
    SELECT
        assure,
        dernier_jour,
        jour,
        jours_avant(
            ans_avant(jour, parametre('indemnites_journalieres.fenetre_ans')),
            parametre('indemnites_journalieres.borne_lointaine_comprise')
        ) AS hors_compte
    FROM candidats
    WHERE jour > dernier_jour
),
epuises AS (
    SELECT e.assure, e.dernier_jour, e.jour
    FROM eprouves AS e
    LEFT JOIN comptees AS c ON c.assure = e.assure AND c.fin > e.hors_compte
    GROUP BY e.assure, e.dernier_jour, e.jour, e.hors_compte
    HAVING coalesce(sum(jours_entre(greatest(c.debut, jours_apres(e.hors_compte, 1)), c.fin) + 1), 0)
        + jours_entre(e.dernier_jour, e.jour) - 1 >= parametre('indemnites_journalieres.jours_maximum')
),
termes AS (
    SELECT assure, dernier_jour, jours_avant(min(jour), 1) AS fin_prevue
    FROM epuises
    GROUP BY assure, dernier_jour
),
-- Une reprise annoncée avant ce terme contredit « l'arrêt continue ».
reprises AS (
    SELECT assure, min(date_evenement) AS prochaine
    FROM evenement
    WHERE type = 'reprise_travail' AND date_evenement > :au AND coalesce(connu_le, :au) <= :au
    GROUP BY assure
),
-- Ce qui est payé au jour jugé, dans les trois ans qui finissent ce jour-là.
trois_ans AS (
    SELECT
        t.assure,
        p.debut,
        least(p.fin, :au) AS fin,
        jours_avant(
            ans_avant(:au, parametre('indemnites_journalieres.fenetre_ans')),
            parametre('indemnites_journalieres.borne_lointaine_comprise')
        ) AS hors_compte
    FROM termes AS t
    JOIN periode_indemnisee AS p ON p.assure = t.assure
    WHERE NOT p.ald AND p.debut <= :au
),
payes AS (
    SELECT assure, sum(jours_entre(greatest(debut, jours_apres(hors_compte, 1)), fin) + 1) AS jours
    FROM trois_ans
    WHERE fin > hors_compte
    GROUP BY assure
),
-- Un décompte compte du premier au dernier jour ; lesquels n'ont pas été payés ne se sait pas.
incomplets AS (
    SELECT DISTINCT t.assure
    FROM termes AS t
    JOIN decompte_incomplet AS a ON a.assure = t.assure
    WHERE NOT a.ald
        AND a.fin > jours_avant(
            ans_avant(:au, parametre('indemnites_journalieres.fenetre_ans')),
            parametre('indemnites_journalieres.borne_lointaine_comprise')
        )
)
SELECT
    t.assure,
    CAST(coalesce(p.jours, 0) AS INTEGER) AS jours_payes,
    i.assure IS NULL AS jours_exacts,
    greatest(0, jours_entre(t.dernier_jour, least(t.fin_prevue, :au))) AS jours_presumes,
    t.dernier_jour < least(t.fin_prevue, :au) AS presumes,
    greatest(0, jours_entre(:au, t.fin_prevue)) AS restants,
    t.dernier_jour,
    t.fin_prevue
FROM termes AS t
LEFT JOIN payes AS p ON p.assure = t.assure
LEFT JOIN incomplets AS i ON i.assure = t.assure
LEFT JOIN reprises AS r ON r.assure = t.assure AND r.prochaine <= jours_apres(t.fin_prevue, 1)
WHERE r.assure IS NULL
