-- L'événement est au nom du proche, tel que l'enquête de la caisse l'a fait connaître ; son objet est le dossier de la victime.
WITH
-- étape : a perdu il y a moins de deux ans un proche du fait de son travail
endeuilles AS (
    SELECT
        e.assure,
        coalesce(e.objet, CAST(e.date_evenement AS VARCHAR)) AS dossier,
        min(e.date_evenement) AS date_deces
    FROM evenement_restreint AS e
    JOIN assure_au_jour USING (assure)
    WHERE e.type = 'deces_at_mp'
        AND e.date_evenement <= :au
        AND ans_apres(e.date_evenement, parametre('accident_travail.demande_ayants_droit_ans')) >= :au
    GROUP BY e.assure, coalesce(e.objet, CAST(e.date_evenement AS VARCHAR))
),
-- Un enfant confié est joint par le service qui l'accueille ; les autres mineurs, par leur parent ou leur tuteur.
joignables AS (
    SELECT
        n.assure,
        n.dossier,
        n.date_deces,
        CASE WHEN p.assure IS NOT NULL THEN p.service ELSE k.destinataire END AS destinataire
    FROM endeuilles AS n
    LEFT JOIN contact_de_la_personne AS k ON k.assure = n.assure
    LEFT JOIN placement_ase_au_jour AS p ON p.assure = n.assure
),
demandes_faites AS (
    SELECT assure, max(deposee_le) AS deposee_le FROM demande
    WHERE type = 'rente_ayant_droit' AND deposee_le <= :au AND (resultat IS NULL OR resultat <> 'abandonnee' OR decidee_le > :au)
    GROUP BY assure
)
-- étape : n'a pas demandé de rente depuis ce décès
SELECT
    j.assure,
    j.dossier AS objet,
    j.destinataire,
    j.date_deces,
    j.destinataire IS NULL AS adulte_inconnu,
    ans_apres(j.date_deces, parametre('accident_travail.demande_ayants_droit_ans')) AS echeance
FROM joignables AS j
LEFT JOIN demandes_faites AS propre ON propre.assure = j.assure
LEFT JOIN demandes_faites AS autre ON autre.assure = j.destinataire
WHERE (propre.deposee_le IS NULL OR propre.deposee_le < j.date_deces)
    AND (autre.deposee_le IS NULL OR autre.deposee_le < j.date_deces)
