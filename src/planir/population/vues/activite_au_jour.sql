-- titre : Activités professionnelles au jour jugé
-- description : Une ligne par activité en cours, dernier jour compris.
-- colonne assure : la personne
-- colonne employeur : employeur
-- colonne nature : nature de l'activité
-- colonne debut : premier jour
-- colonne fin : dernier jour ; vide si en cours
-- colonne heures_mensuelles : heures par mois ; vide si non connues
-- colonne salaire_mensuel : salaire brut mensuel ; vide si non connu
SELECT assure, employeur, nature, debut, fin, heures_mensuelles, salaire_mensuel
FROM activite
WHERE debut <= :au AND (fin IS NULL OR fin >= :au)
