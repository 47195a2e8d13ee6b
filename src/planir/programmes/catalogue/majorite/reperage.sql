WITH
-- étape : n'a pas encore dix-huit ans
mineurs AS (
    SELECT assure, rattache_a, date_naissance, precision_naissance, naissance_au_plus_tard FROM assure_au_jour
    WHERE age < parametre('affiliation.age_majorite')
),
-- Quand le jour de naissance n'est pas connu, on prévient d'après la majorité la plus précoce : mieux vaut avant qu'après.
-- L'échéance, elle, est la plus tardive : jusque-là, la personne est tenue pour mineure.
-- étape : aura dix-huit ans dans les trois mois
bientot_majeurs AS (
    SELECT
        assure,
        rattache_a,
        precision_naissance,
        ans_apres(naissance_au_plus_tard, parametre('affiliation.age_majorite')) AS majorite_le
    FROM mineurs
    WHERE ans_apres(date_naissance, parametre('affiliation.age_majorite'))
        <= mois_apres(:au, parametre('majorite.mois_avant'))
),
-- étape : est remboursée sous le numéro d'un parent
rattaches AS (
    SELECT assure, rattache_a, precision_naissance, majorite_le FROM bientot_majeurs
    WHERE rattache_a IS NOT NULL
),
joignables AS (
    SELECT DISTINCT assure FROM moyen_de_contact_au_jour
    WHERE appartient_a = 'personne'
)
-- étape : n'a pas déjà demandé son affiliation personnelle
-- Qui reçoit : le service pour un enfant confié, le jeune s'il a un moyen à lui, sinon qui le représente, en vie.
-- Si personne n'est connu pour lui, le jeune : il peut demander lui-même (L.160-2), et la phrase ne dit aucun soin.
SELECT
    r.assure,
    '' AS objet,
    CASE
        WHEN p.assure IS NOT NULL THEN coalesce(p.service, r.assure)
        WHEN j.assure IS NOT NULL THEN r.assure
        ELSE coalesce(k.destinataire, r.assure)
    END AS destinataire,
    CASE WHEN r.precision_naissance IN ('mois', 'annee') THEN NULL ELSE r.majorite_le END AS majorite_le,
    r.majorite_le AS echeance
FROM rattaches AS r
LEFT JOIN joignables AS j ON j.assure = r.assure
LEFT JOIN placement_ase_au_jour AS p ON p.assure = r.assure
LEFT JOIN contact_de_la_personne AS k ON k.assure = r.assure
WHERE NOT EXISTS (
    SELECT 1 FROM demande AS d
    WHERE d.assure = r.assure
        AND d.type = 'affiliation'
        AND d.deposee_le <= :au
        AND (d.resultat IS NULL OR d.resultat NOT IN ('refusee', 'abandonnee') OR d.decidee_le > :au)
)
